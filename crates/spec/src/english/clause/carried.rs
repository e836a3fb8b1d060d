//! What one clause takes over from another: whose it is, and deeds that others may or may not do.

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{self, Fact, Np},
        lexicon::lexicon,
        noun::noun_phrase,
        token::Tok,
    },
    Read, lead_in, permit,
};

/// What `which` stands for behind a clause that ends with the name of a thing.
pub(super) fn last_named(toks: &[Tok], at: usize, before: Option<&Fact>) -> Option<Np> {
    let which = eat_first(toks, at, &[",? which", ",? who has|have"])
        .map(|next| next - if any(toks, next - 1, &["has", "have"]) { 2 } else { 1 })?;
    let (Fact::Relation { to, .. } | Fact::Link { to, .. }) = before? else { return None };
    (to.name_toks.end <= which && which - to.name_toks.end <= 1).then(|| to.clone())
}

/// "Marriages connect two persons and have a date": where the words before say something that no shape reads, it is
/// still what the sentence begins with that has those.
pub(super) fn of_the_first(mut found: Vec<Fact>, before: &[Fact], toks: &[Tok], at: usize) -> Vec<Fact> {
    let unread = before.iter().all(|fact| matches!(fact, Fact::Filler { .. }));
    if let [Fact::Has { subject: none @ None, from_frame: false, .. }] = found.as_mut_slice()
        && unread
        && at >= 3
        && any(toks, at - 1, &["and"])
        && let Some((np, next)) = noun_phrase(toks, lead_in(toks, 0))
        && next < at - 1
        && lexicon().verb(low(toks, next)).is_some()
        && (any(toks, at, &["have"]) && np.plural
            || any(toks, at, &["has"])
                && !np.plural
                && matches!(np.quant, evidence::Quant::One | evidence::Quant::Each))
    {
        *none = Some(Np { toks: 0..0, name_toks: 0..0, ..np });
    }
    found
}

/// "… and a price, which only curators may see": of that member, and of no other.
pub(super) fn of_the_member(mut found: Vec<Fact>, before: &[Fact], toks: &[Tok], at: usize) -> Vec<Fact> {
    let last = before.iter().rev().find(|fact| !matches!(fact, Fact::Filler { .. }));
    let Some(Fact::Has { items, toks: listed, .. }) = last else { return found };
    let relative = at > 0 && any(toks, at - 1, &["which", "that"]) && at - 1 <= listed.end + 1;
    let Some(item) = items.last().filter(|_| relative) else { return found };
    let member = item.members.last().map_or(&item.np, |member| &member.np);
    for fact in &mut found {
        if let Fact::Permit { objects, .. } = fact
            && objects.is_empty()
        {
            objects.push(Np { toks: at..at, name_toks: at..at, ..member.clone() });
        }
    }
    found
}

/// "A horse can't be in two lessons at the same time, neither can a rider": the same of others.
pub(super) fn neither(toks: &[Tok], at: usize, before: &Fact) -> Read {
    let Fact::Overlap { subject, scope: Some(_), .. } = before else { return None };
    let lead = eat_first(toks, at, &[", and", ",", ";", "and"]).unwrap_or(at);
    let next = eat_first(toks, lead, &["neither|nor can|may|must|should|is|are|does|do|has|have"])?;
    let (scope, end) = noun_phrase(toks, next)?;
    let ends = toks.get(end).is_none_or(|tok| !tok.word);
    ends.then(|| (vec![Fact::Overlap { subject: subject.clone(), scope: Some(scope), toks: lead..end }], end))
}

/// "must not have overlapping shifts and no more than 5 shifts per week": the second is of the same people; "a course has
/// a title and a maximum of 12 students": of that course, and not of all there are.
pub(super) fn of_the_same(mut found: Vec<Fact>, before: &[Fact], toks: &[Tok], at: usize) -> Vec<Fact> {
    let last = before.iter().rev().find(|fact| !matches!(fact, Fact::Filler { .. }));
    let (Some(Fact::Overlap { scope: Some(holder), .. }) | Some(Fact::Has { subject: Some(holder), .. })) =
        last
    else {
        return found;
    };
    if let [Fact::Limit { holder: none @ None, .. }] = found.as_mut_slice()
        && (any(toks, at, &["and", "or", ",", "with"])
            || at > 0 && any(toks, at - 1, &["and", "or", ",", "with"]))
    {
        *none = Some(Np { toks: at..at, name_toks: at..at, ..holder.clone() });
    }
    found
}

/// `…, parents can't`, `…, but guests don't`, `…, admins may`: others, and the same deeds the other way round.
pub(super) fn contrast(
    toks: &[Tok],
    at: usize,
    acts: &[evidence::Act],
    objects: &[Np],
    denied: bool,
    own: bool,
) -> Read {
    let next = eat_first(toks, at, &[", and|but|while|whereas", ",", ";", "and|but|while|whereas"])?;
    let (np, verb) = noun_phrase(toks, next)?;
    let who = permit::role_of(&np)?;
    const NOT: &[&str] = &[
        "can't|cannot|don't|doesn't|won't|mustn't|aren't|isn't",
        "can|may|must|do|does|should|are|is not allowed? to?",
    ];
    const SO: &[&str] = &["can|may|do|does|are|is allowed? to?"];
    let (deny, end) = match (eat_first(toks, verb, NOT), eat_first(toks, verb, SO)) {
        (Some(end), _) if !denied => (true, end),
        (None, Some(end)) if denied => (false, end),
        _ => return None,
    };
    let end = eat_first(toks, end, &["do so|that|this|it|either", "either"]).unwrap_or(end);
    if acts.is_empty() || own || toks.get(end).is_some_and(|tok| tok.word) {
        return None;
    }
    let acts = acts.iter().map(|act| evidence::Act { toks: verb..verb + 1, ..act.clone() }).collect();
    let fact = Fact::Permit {
        who: vec![(who, np.toks.clone())],
        acts,
        objects: objects.to_vec(),
        own: false,
        only: false,
        deny,
        toks: at..end,
    };
    Some((vec![fact], end))
}

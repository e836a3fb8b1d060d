//! Several people in one line, each with what they may do: `sales: creates/edits events; chef: reads events; manager: all`.

use super::{ends, roles_of};
use crate::english::{
    clause::{is_choice_name, is_field_word, permit},
    cursor::{any, eat_first, low},
    evidence::{Act, Fact, Np, Who},
    lexicon::{Form, lexicon},
    noun::noun_phrase,
    token::Tok,
};

type People = Vec<(Who, std::ops::Range<usize>)>;

/// Every part between semicolons must be such a right, or the line is something else.
pub fn read(toks: &[Tok]) -> Option<Vec<Fact>> {
    let lead = eat_first(toks, 0, &["-|*", "user? roles|rights|permissions|access :"]).unwrap_or(0);
    let mut facts = Vec::new();
    // "Exam office: supervisor: plans exams; clerk: …": where they work stands before them.
    let place = (lead + 1..lead + 4).find(|n| any(toks, *n, &[":"])).filter(|colon| {
        head(toks, colon + 1, toks.len()).is_some() && noun_phrase(&toks[..*colon], lead).is_some()
    });
    if let Some(colon) = place {
        let place = noun_phrase(&toks[..colon], lead).map(|(np, _)| np);
        facts.push(Fact::Frame { kind: None, topics: Vec::new(), called: None, place, toks: 0..colon + 1 });
    }
    let lead = place.map_or(lead, |colon| colon + 1);
    let (mut at, mut people, mut known) = (lead, 0, false);
    while at < toks.len() {
        let stop = (at..toks.len()).find(|n| any(toks, *n, &[";", "."])).unwrap_or(toks.len());
        let (who, start) = head(toks, at, stop)?;
        known |= permit::roles(toks, at).is_some_and(|(_, next)| next + 1 == start);
        facts.extend(rights(
            &toks[..stop],
            start,
            &who,
            if people == 0 && place.is_none() { 0 } else { at },
        )?);
        people += 1;
        at = stop + 1;
    }
    (people > 1 && known).then_some(facts)
}

/// `sales:` at the beginning of a part.
fn head(toks: &[Tok], at: usize, stop: usize) -> Option<(People, usize)> {
    let colon = (at + 1..stop.min(at + 4))
        .find(|n| any(toks, *n, &[":", "="]) || any(toks, *n, &["-", "–", "—"]) && !toks[*n].glued)?;
    let (np, _) = noun_phrase(&toks[..colon], at).filter(|(_, end)| *end == colon)?;
    if is_field_word(np.last()) || is_choice_name(np.last()) || lexicon().technical.contains(np.last()) {
        return None;
    }
    // "sales" are people, and no several of them.
    let whole = matches!(np.last(), "sales" | "logistics" | "operations" | "premises") && np.low.len() == 1;
    let role = if whole { Some(Who::Role(np.key())) } else { permit::role_of(&np) };
    let who = role.unwrap_or_else(|| Who::Role(permit::low_singular(&np)));
    Some((vec![(who, at..colon)], colon + 1))
}

fn rights(toks: &[Tok], start: usize, who: &People, begin: usize) -> Option<Vec<Fact>> {
    let right = |verb: &str, told: std::ops::Range<usize>, only: bool, everything: bool| {
        let all = "everything".to_owned();
        let objects = if everything {
            vec![Np { low: vec![all.clone()], name: all, ..Np::default() }]
        } else {
            Vec::new()
        };
        let acts = vec![Act { verb: verb.to_owned(), toks: told.clone() }];
        Fact::Permit { who: who.clone(), acts, objects, own: false, only, deny: false, toks: told }
    };
    if let Some(next) =
        eat_first(toks, start, &["can|may? do|does? all|everything|anything", "full access|control|rights"])
    {
        let mut facts = vec![right("manage", begin..next, false, true)];
        const ALONE: &[&str] = &[
            ",|and? the? only one|role|person? who|that can|may",
            ",|and? the? only one|role|person? who|that is allowed to",
            ",|and? only they|he|she|this role can|may",
        ];
        let Some(verb) = eat_first(toks, next, ALONE).filter(|n| *n > next) else {
            return ends(toks, next).then_some(facts);
        };
        let (base, _) = lexicon().verb(low(toks, verb)).filter(|(_, form)| *form == Form::Base)?;
        let end = eat_first(toks, verb + 1, &["it|them"]).unwrap_or(verb + 1);
        facts.push(right(base, next..end, true, false));
        return ends(toks, end).then_some(facts);
    }
    if let Some(end) = eat_first(toks, start, &["no access|rights", "nothing"]) {
        return ends(toks, end).then(|| vec![Fact::Roles { names: roles_of(who), toks: begin..end }]);
    }
    let start = eat_first(toks, start, &["can|may", "is|are allowed to"]).unwrap_or(start);
    let (_, form) = lexicon().verb(low(toks, start))?;
    let deed = matches!(form, Form::Base | Form::Third);
    permit::acts(toks, start, who, false, false, begin)
        .filter(|(_, end)| deed && ends(toks, *end))
        .map(|(facts, _)| facts)
}

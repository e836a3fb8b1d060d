//! What is said behind the name of a member: in brackets, behind a colon, or in words.

use domain::spec::FieldType;

use super::{
    super::{
        cursor::{any, closing, eat, eat_first, low},
        evidence::{Item, Mod, Quant, Unit},
        modifier::{self, modifiers},
        noun::noun_phrase,
        piecemeal,
        token::Tok,
        unless,
    },
    brackets::{holds_one, in_short, is_a_field, members, reads_as_members},
    items, letter_case,
};

pub(super) fn after_name(toks: &[Tok], item: &mut Item, at: usize) -> usize {
    let mut at = at;
    for _ in 0..6 {
        let before = at;
        // "published_at?"
        if let Some((mods, next)) = once_per(toks, at, item) {
            item.mods.extend(mods);
            at = next;
        } else if let Some(next) = unless::stamped(toks, at, item) {
            item.mods.push(Mod::Note);
            at = next;
        } else if let Some(next) = unless::automatic(toks, at, item) {
            item.mods.push(Mod::Default(serde_json::json!("now")));
            at = next;
        } else if low(toks, at) == "?" && toks.get(at).is_some_and(|tok| tok.glued) {
            item.mods.push(Mod::Optional);
            at += 1;
        } else if let Some((mods, next)) = modifier::placed(toks, at) {
            item.mods.extend(mods);
            at = next;
        } else if let Some((first, next)) = counted_from(toks, at, item) {
            item.mods.extend([Mod::Type(FieldType::Integer), Mod::AtLeast(first, Unit::None)]);
            at = next;
        } else if let Some((values, next)) = coded(toks, at) {
            item.mods.push(Mod::Values(values));
            at = next;
        } else if let Some((said, next)) = kind_of_value(toks, at, item) {
            item.mods.push(said);
            at = next;
        } else if let Some((np, next)) = whoever(toks, at) {
            // Whose key it is, is plain; that nobody gives it is asked about.
            item.mods.push(Mod::Refers(np));
            item.unread.push(at..next);
            at = next;
        } else if let Some((mods, next)) = standard(toks, at, item) {
            item.mods.extend(mods);
            at = next;
        } else if let Some((np, next)) = refers(toks, at) {
            item.mods.push(Mod::Refers(np));
            at = next;
        } else if let Some((np, next)) = super::beside::several_of_those(toks, at, item) {
            // The member is the list of them; others may hold the same ones.
            item.np = np;
            item.mods.push(Mod::Shared);
            at = next;
        } else if let Some((np, next)) = super::beside::one_of_the_list(toks, at) {
            item.mods.push(Mod::Refers(np));
            at = next;
        } else if let Some(next) = super::beside::holds(toks, at) {
            item.unread.push(at..next);
            at = next;
        } else if let Some(next) = super::beside::yes_or_no(toks, at) {
            item.mods.push(Mod::Type(FieldType::Boolean));
            at = next;
        } else if let Some(next) = super::beside::of_what(toks, at) {
            at = next;
        } else if let Some((steps, next)) = way(toks, at).filter(|_| item.members.is_empty()) {
            item.mods.push(Mod::Line(steps));
            at = next;
        } else if let Some((steps, next)) = begun(toks, at, item) {
            item.np.low.pop();
            item.np.name = item.np.low.join(" ");
            (item.np.toks.end, item.np.name_toks.end) = (at - 1, at - 1);
            item.mods.push(Mod::Line(steps));
            at = next;
        } else if let Some(next) = modifier::distance(toks, at).filter(|_| !item.np.low.is_empty()) {
            // "a return date, at least one day after the pickup date": no form has a distance, and it bounds nothing.
            item.unread.push(at..next);
            at = next;
        } else if low(toks, at) == "(" && super::super::clause::they_differ(toks, at).is_some() {
            // Said of this one and the one before it: the list around takes it.
            return at;
        } else if let Some((mods, next)) = dated(toks, at, item) {
            item.mods.extend(mods);
            at = next;
        } else if let Some(close) = several_of(toks, at) {
            // Several of a set of values at once: no form has it, and no thing is made of them.
            item.unread.push(at..close);
            at = close;
        } else if let Some(close) =
            closing(toks, at).filter(|_| low(toks, at) == "(" && in_short(toks, at, item))
        {
            item.mods.push(Mod::Note);
            at = close + 1;
        } else if low(toks, at) == "(" {
            if let Some((mods, next)) =
                modifier::parenthesis(toks, at).filter(|_| !reads_as_members(toks, at, item))
            {
                item.mods.extend(mods);
                at = next;
            } else if let Some((mods, gaps, next)) =
                piecemeal::typed(toks, at).filter(|_| is_a_field(toks, at, item))
            {
                item.mods.extend(mods);
                item.unread.extend(gaps);
                at = next;
            } else if let Some((members, next)) = members(toks, at)
                .filter(|(members, _)| members.len() > 1 || holds_one(item))
                // "a result (won, lost; empty at first)": values, whatever stands behind them.
                .filter(|_| item.np.plural || !super::super::clause::is_choice_name(item.np.last()))
            {
                item.members = members;
                at = next;
            } else if let Some((mods, gaps, next)) = piecemeal::read(toks, at) {
                item.mods.extend(mods);
                item.unread.extend(gaps);
                at = next;
            } else if let Some(close) = closing(toks, at).filter(|_| !item.np.low.is_empty()) {
                // What the parentheses say is not understood; the name before them still is.
                item.unread.push(at..close + 1);
                at = close + 1;
            } else {
                return at;
            }
        } else if low(toks, at) == ":"
            && item.np.plural
            && (matches!(item.np.quant, Quant::Bare | Quant::Many)
                || any(toks, item.np.toks.start, &["my", "our"]))
            && item.mods.is_empty()
            && !super::super::clause::is_field_word(item.np.last())
            // "species: dog, cat, other" is one of them.
            && crate::words::singular(item.np.last()) != item.np.last()
            && heads_members(toks, at + 1)
        {
            // "with links: target url, slug unique": what each of them is made of.
            let Some((members, next)) = items(toks, at + 1) else { return at };
            // "to track donations: donors with a name, and donations with a date": things of their own.
            if members.len() == 1
                && members.iter().all(|m| m.np.plural)
                && any(toks, next, &["with", "having"])
            {
                return at;
            }
            // "Budget approvals: a budget has a department": a title, and a clause of its own.
            if members.first().is_some_and(|first| matches!(first.np.quant, Quant::One | Quant::Each))
                && any(toks, next, &["has", "have", "contains", "belongs", "is"])
            {
                return at;
            }
            // "ski rentals: customers (…), skis (…)" holds things of their own.
            if members.iter().any(|member| !member.members.is_empty()) {
                return at;
            }
            item.members = members;
            return next;
        } else if let Some((values, next)) = chosen(toks, at, item) {
            item.mods.push(Mod::Values(values));
            at = next;
        } else if low(toks, at) == ":" {
            let letter =
                toks.get(at + 1).is_some_and(|tok| tok.raw == "A") && any(toks, at + 2, &["|", "/", ","]);
            let next = eat_first(toks, at + 1, &["a", "an", "the"]).filter(|_| !letter).unwrap_or(at + 1);
            let values = || {
                modifier::value_list(toks, next, true)
                    .filter(|(found, _)| found.len() >= 2)
                    .map(|(found, end)| (vec![Mod::Values(found)], end))
            };
            let (mods, end) = modifiers(toks, next);
            let (mods, end) = if mods.is_empty() { values().unwrap_or((mods, at)) } else { (mods, end) };
            if mods.is_empty() {
                return at;
            }
            item.mods.extend(mods);
            at = end;
        } else if let Some(next) = letter_case(toks, at) {
            item.unread.push(at..next);
            at = next;
        } else if let Some((found, next)) = belongs(toks, at)
            .filter(|(_, next)| !item.members.is_empty() || item.np.plural && described_behind(toks, *next))
        {
            item.mods.extend(found);
            at = next;
        } else if let Some((states, next)) = lived(toks, at, item) {
            item.mods.push(Mod::Line(super::super::clause::step::steps_of(&states)));
            at = next;
        } else if let Some((mods, next)) =
            begins_as(toks, at).filter(|_| item.mods.iter().any(|said| matches!(said, Mod::Values(_))))
        {
            item.mods.extend(mods);
            at = next;
        } else if let Some((found, next)) = numbers(toks, at) {
            item.mods.push(Mod::Values(found));
            at = next;
        } else if let Some((found, next)) =
            directions(toks, at).filter(|_| super::super::clause::is_choice_name(item.np.last()))
        {
            item.mods.push(Mod::Values(found));
            at = next;
        } else if let Some((found, next)) = slashed(toks, at) {
            item.mods.push(Mod::Values(found));
            at = next;
        } else if let Some((found, next)) = behind_comma(toks, at, item) {
            // "a size, small/medium/large": what is between the strokes is chosen from.
            item.mods.push(Mod::Values(found));
            at = next;
        } else if let Some((found, next)) = values_after(toks, at) {
            item.mods.push(Mod::Values(found));
            at = next;
        } else {
            let lead =
                eat_first(toks, at, &["as a|an?", "of type", "—", "with", "made up? of", "composed of"])
                    .unwrap_or(at);
            let (mods, next) = modifiers(toks, lead);
            if mods.is_empty() {
                // ", which must be unique", ", optional" is told by what follows the comma.
                if let Some((values, next)) = super::super::nameless::behind(toks, at, &item.np)
                    .filter(|_| item.mods.is_empty() && item.members.is_empty())
                {
                    item.mods.push(Mod::Values(values));
                    at = next;
                } else if let Some((mods, next)) =
                    late(toks, at).filter(|_| unless::flag(toks, at + 1, Some(item)).is_none())
                {
                    item.mods.extend(mods);
                    at = next;
                }
            } else if !takes_next_member(toks, lead, &mods) {
                item.mods.extend(mods);
                at = next;
            }
        }
        if at == before {
            break;
        }
    }
    at
}

/// "a position number starting at 1": what puts things in a row begins there, and nobody is given it unasked.
fn counted_from(toks: &[Tok], at: usize, item: &Item) -> Option<(f64, usize)> {
    const BEGINS: &[&str] =
        &[",? that|which? starting|starts|beginning|begins|counting|counted|numbered at|from|with"];
    let counts = matches!(
        item.np.last(),
        "number"
            | "position"
            | "no"
            | "nr"
            | "index"
            | "sequence"
            | "rank"
            | "order"
            | "row"
            | "place"
            | "lane"
            | "slot"
            | "page"
            | "chapter"
            | "lap"
            | "round"
            | "leg"
            | "step"
    );
    let next = eat_first(toks, at, BEGINS).filter(|_| counts && item.members.is_empty())?;
    super::super::cursor::number(toks, next).filter(|(_, end)| {
        divides(toks, *end) || any(toks, *end, &["unique", "optional", "required", "nullable", "("])
    })
}

/// "take-off and landing (date and time, landing after take-off)": what it is, and when it is.
fn dated(toks: &[Tok], at: usize, item: &Item) -> Option<(Vec<Mod>, usize)> {
    if low(toks, at) != "("
        || !matches!(low(toks, at + 1), "date" | "dates" | "both" | "datetime" | "timestamps")
    {
        return None;
    }
    let inner = eat_first(
        toks,
        at,
        &["( both? dates|date and|& times|time ,", "( both? datetime|datetimes|timestamps ,"],
    )?;
    let close = closing(toks, at).filter(|_| item.members.is_empty() && !item.np.low.is_empty())?;
    let inside = toks.get(..close)?;
    let (np, next) = noun_phrase(inside, inner)?;
    let (mods, end) = modifiers(inside, next);
    let ordered = mods.iter().any(|said| matches!(said, Mod::Than { .. }));
    (np.last() == item.np.last() && ordered && end == close)
        .then(|| ([vec![Mod::Type(FieldType::DateTime)], mods].concat(), close + 1))
}

/// "kind = supermarket, bakery or farm", "answer is yes, no or maybe", "pontoon a, b or c": what a member of a list is one
/// of.
fn chosen(toks: &[Tok], at: usize, item: &Item) -> Option<(Vec<String>, usize)> {
    let word = low(toks, at);
    if !matches!(word, "=" | "is" | "can") && (word.len() != 1 || !any(toks, at + 1, &[",", "or", "/"])) {
        return None;
    }
    if item.np.plural || item.np.low.is_empty() || !item.mods.is_empty() || !item.members.is_empty() {
        return None;
    }
    let bare = item.np.quant == Quant::Bare;
    if let Some(next) = eat_first(toks, at, &["=", "is|can be"]).filter(|_| bare || any(toks, at, &["="])) {
        let next = eat_first(toks, next, &["either", "one of"]).unwrap_or(next);
        let equals = any(toks, at, &["="]);
        let (found, end) = modifier::value_list(toks, next, equals)?;
        let closed = (next..end).any(|n| any(toks, n, &["or", "/", "|"]));
        return (found.len() >= 2 && closed && divides(toks, end)).then_some((found, end));
    }
    // "a" is no article where another letter follows it.
    let letter = |n: usize| toks.get(n).filter(|tok| tok.word && tok.low.len() == 1 && tok.low.is_ascii());
    let mut found = vec![letter(at)?.low.clone()];
    let mut next = at + 1;
    while let Some(after) = eat_first(toks, next, &[",? or", ",", "/"]) {
        found.push(letter(after)?.low.clone());
        next = after + 1;
        if any(toks, after - 1, &["or"]) {
            return (found.len() >= 2 && divides(toks, next)).then_some((found, next));
        }
    }
    None
}

/// "concerts: date, place": fields that are called like types are members, where more than one of them stands there.
fn heads_members(toks: &[Tok], at: usize) -> bool {
    let mods = modifiers(toks, at).0;
    let typed = !mods.is_empty() && mods.iter().all(|said| matches!(said, Mod::Type(_)));
    let several = || {
        items(toks, at).is_some_and(|(found, _)| {
            found.len() > 1
                && found.iter().all(|item| item.np.low.first().is_some_and(|word| word != "optional"))
        })
    };
    mods.is_empty() || typed && any(toks, at + 1, &[",", "and"]) && several()
}

/// "zone A-F", "level A1 to C2", also in brackets: what it is one of.
fn coded(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    match eat_first(toks, at, &["("]) {
        Some(inside) => {
            let (values, end) = modifier::codes::range(toks, inside)?;
            Some((values, eat_first(toks, end, &[")"])?))
        }
        None => modifier::codes::range(toks, eat_first(toks, at, &[":", "of"]).unwrap_or(at)),
    }
}

/// "pets that belong to an owner (name, species)": the parenthesis is of the pets.
fn described_behind(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["("]) && members(toks, at).is_some()
}

/// "contacts (…) that belong to a company and optionally to a person", "spots (…) in a garage"
fn belongs(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let told = eat_first(
        toks,
        at,
        &[
            "that|which|who belong|belongs to",
            "that|which|who is|are in|of|for|part_",
            "belonging to",
            "assigned to",
        ],
    );
    // "books on a shelf (title)"
    let placed = || {
        let next = eat_first(toks, at, &["on", "at", "to", "from"])?;
        noun_phrase(toks, next).is_some_and(|(_, end)| any(toks, end, &["("])).then_some(next)
    };
    let mut next = told.or_else(|| eat_first(toks, at, &["in", "of", "for", "per"])).or_else(placed)?;
    let mut found = Vec::new();
    let mut end = at;
    let mut optional = false;
    while let Some((np, after)) = noun_phrase(toks, next) {
        if np.plural || !matches!(np.quant, Quant::One | Quant::Each) && told.is_none() {
            break;
        }
        found.push(Mod::BelongsTo(np, optional));
        end = after;
        let Some(more) = eat_first(
            toks,
            end,
            &["and optionally|maybe|perhaps to?", "and may also belong to", "and possibly to?"],
        ) else {
            break;
        };
        optional = true;
        next = more;
    }
    (!found.is_empty()).then_some((found, end))
}

/// "a status that starts as available and can become reserved and then adopted"
fn lived(toks: &[Tok], at: usize, item: &Item) -> Option<(Vec<String>, usize)> {
    let named = matches!(item.np.last(), "status" | "state" | "stage" | "phase");
    let next = eat_first(toks, at, &["that|which", "( it|which?", ","]).filter(|_| named)?;
    let (states, end) =
        super::super::clause::step::line(toks, next).filter(|(states, _)| states.len() > 1)?;
    Some((states, if any(toks, at, &["("]) { eat_first(toks, end, &[")"])? } else { end }))
}

/// "a status open -> assigned -> done": the name holds the first state.
fn begun(toks: &[Tok], at: usize, item: &Item) -> Option<(Vec<super::super::evidence::Step>, usize)> {
    let [.., named, _] = item.np.low.as_slice() else { return None };
    let states = matches!(named.as_str(), "status" | "state" | "stage" | "phase");
    let ends = item.np.name_toks.end == at && item.mods.is_empty() && item.members.is_empty();
    super::super::clause::arrow::chain(toks, at.checked_sub(1)?)
        .filter(|(_, end)| states && ends && *end > at)
}

/// "state (waiting → in repair → ready)", "a state: waiting → in repair → ready"
fn way(toks: &[Tok], at: usize) -> Option<(Vec<super::super::evidence::Step>, usize)> {
    if let Some(next) = eat_first(toks, at, &[":"]) {
        return super::super::clause::arrow::chain(toks, next);
    }
    let open = eat_first(toks, at, &["("])?;
    let close = closing(toks, at)?;
    let (steps, end) = super::super::clause::arrow::chain(toks.get(..close)?, open)?;
    (end == close).then_some((steps, close + 1))
}

/// "vintage (year)", "row (letter)": one word that says what kind of value it is.
fn kind_of_value(toks: &[Tok], at: usize, item: &Item) -> Option<(Mod, usize)> {
    let open = eat_first(toks, at, &["("])?;
    let word = eat_first(toks, open, &["a|an|the"]).unwrap_or(open);
    let end = eat_first(toks, word + 1, &[")"]).filter(|_| !item.np.low.is_empty())?;
    let said = match low(toks, word) {
        "year" | "years" => Mod::Type(FieldType::Integer),
        "letter" | "letters" | "word" | "words" | "code" | "abbreviation" | "initials" => {
            Mod::Type(FieldType::String)
        }
        _ => return None,
    };
    (!item.np.plural || crate::words::singular(item.np.last()) == item.np.last()).then_some((said, end))
}

/// "used by (the logged in user)", "author (the current user)": the account of whoever asks.
fn whoever(toks: &[Tok], at: usize) -> Option<(super::super::evidence::Np, usize)> {
    const WHO: &[&str] = &[
        "( the|a? logged in|on user|person|account )",
        "( the|a? current|authenticated|signed-in|calling user|person|account|caller )",
        "( the|a? user|person|account who|that is logged|signed in )",
        "( whoever is logged|signed in )",
        "( the? caller )",
    ];
    let end = eat_first(toks, at, WHO)?;
    let np = super::super::evidence::Np {
        name: "user".to_owned(),
        low: vec!["user".to_owned()],
        quant: Quant::One,
        toks: at..end,
        name_toks: at..end,
        ..Default::default()
    };
    Some((np, end))
}

/// "country as ISO code", "(ISO codes, two letters)": a code of so many letters, or the one that its name has.
fn standard(toks: &[Tok], at: usize, item: &Item) -> Option<(Vec<Mod>, usize)> {
    let open = eat_first(toks, at, &["(", "as|in an?"]).filter(|_| !item.np.low.is_empty())?;
    let bracket = any(toks, open - 1, &["("]);
    let codes = eat_first(
        toks,
        open,
        &[
            "a|an? iso|iata|icao|bcp 3166|4217|639|47? 1|2|3? country|currency|language|airport? code|codes|format",
            "iso",
        ],
    )?;
    let said = eat_first(toks, codes, &[",", "with|of|:"]).unwrap_or(codes);
    let (mut mods, end) = modifier::bare_run(toks, said);
    let sized =
        mods.iter().any(|said| matches!(said, Mod::AtMost(_, super::super::evidence::Unit::Characters)));
    let (mods, end) = if sized {
        (mods, end)
    } else {
        let last = item.np.last().rsplit('_').next().unwrap_or_default();
        let pattern = match crate::words::singular(last).as_str() {
            "country" | "nationality" => crate::types::COUNTRY_CODE,
            "currency" => crate::types::CURRENCY,
            _ => return None,
        };
        mods = vec![Mod::Pattern(pattern.to_owned())];
        (mods, codes)
    };
    let end = if bracket { eat_first(toks, end, &[")"])? } else { end };
    Some((mods, end))
}

/// "a captain, who is a participant", "a lead who must be one of the employees"
pub fn one_of_those(toks: &[Tok], at: usize) -> Option<(super::super::evidence::Np, usize)> {
    const WHO: &[&str] =
        &[",? who|which|that is|are|must|should|has be? to? be? also|always? a|an|one|another"];
    let next = eat_first(toks, at, WHO)?;
    let next = eat_first(toks, next, &["of the|its|their"]).unwrap_or(next - 1);
    let (np, end) = noun_phrase(toks, next)?;
    // "a boss, who is a person too"
    let end = eat_first(toks, end, &["too", "as well", "itself|himself|herself"]).unwrap_or(end);
    let ends = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and"));
    let typed = super::super::kind::type_word(toks, next).is_some()
        || crate::english::clause::is_field_word(np.last());
    // "a set list, which is a list of songs": several of them, and no key to one.
    let several = (np.plural || np.quant == Quant::Many) && !any(toks, next.saturating_sub(2), &["of"]);
    (ends && !typed && !several && np.low.len() <= 2 && np.of.is_none())
        .then_some((super::super::evidence::Np { quant: Quant::One, ..np }, end))
}

/// "winner (a member)": the member is one of those.
fn refers(toks: &[Tok], at: usize) -> Option<(super::super::evidence::Np, usize)> {
    if let Some(found) = one_of_those(toks, at) {
        return Some(found);
    }
    let open = eat_first(toks, at, &["("])?;
    let next =
        eat_first(toks, open, &["refers|references|points|links to", "→", "fk|reference to", "is|which is"])
            .unwrap_or(open);
    // "a boss (also an employee)"
    let next =
        eat_first(toks, next, &["also|again_"]).filter(|n| any(toks, *n, &["a", "an"])).unwrap_or(next);
    let (np, end) = noun_phrase(toks, next)?;
    let one = matches!(np.quant, Quant::One | Quant::Each) && !any(toks, next, &["one", "1"]) || next > open;
    let typed = super::super::kind::type_word(toks, next).is_some()
        || eat_first(toks, next, &["a|an"]).is_some_and(|n| super::super::kind::type_word(toks, n).is_some())
        || np.low.iter().any(|word| {
            matches!(
                word.as_str(),
                "list" | "number" | "integer" | "date" | "time" | "whole" | "word" | "text"
            )
        });
    let end = eat_first(toks, end, &[")"])?;
    (one && !np.plural && !typed && np.low.len() <= 2).then_some((np, end))
}

/// "age rating 0, 6, 12, 16 or 18", "rounds 5/7/9": numbers that are the values of a choice.
fn numbers(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut values = Vec::new();
    let mut here = at;
    let mut closed = false;
    while let Some(tok) = toks.get(here).filter(|tok| tok.is_number()) {
        values.push(tok.low.clone());
        here += 1;
        match eat_first(toks, here, &[", or", "or", "/", "|", ","]) {
            Some(next) if toks.get(next).is_some_and(Tok::is_number) => {
                closed |= !any(toks, next - 1, &[","]);
                here = next;
            }
            _ => break,
        }
    }
    // "20, 40 or 60 minutes": the unit is of all of them.
    let unit = toks.get(here).is_some_and(|tok| modifier::is_unit(&tok.low));
    here += usize::from(unit);
    let ends = toks.get(here).is_none_or(|t| !t.word || t.is("and"));
    (values.len() >= 2 + usize::from(!unit) && closed && ends).then_some((values, here))
}

/// `type in or out`: small words are values behind the name of a choice.
fn directions(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    const WAYS: &[&str] = &["in", "out", "on", "off", "up", "down", "to", "from"];
    let second = eat_first(toks, at + 1, &["or", "/", "|"])?;
    (any(toks, at, WAYS) && any(toks, second, WAYS) && super::super::cursor::divider(toks, second + 1))
        .then(|| (vec![low(toks, at).to_owned(), low(toks, second).to_owned()], second + 1))
}

/// `direction above/below`, `rpm 33/45/78`: plain words or numbers between slashes are values.
fn slashed(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut values = Vec::new();
    // "kind enum dry|wet": the word that says what kind of value it is is none of the values.
    let mut here = eat_first(toks, at, &["an? enum|enumeration|choice of?"]).unwrap_or(at);
    loop {
        let tok = toks.get(here).filter(|tok| tok.word)?;
        values.push(tok.low.clone());
        here += 1;
        if !(any(toks, here, &["/", "|"]) && toks.get(here + 1).is_some_and(|t| t.word)) {
            break;
        }
        here += 1;
    }
    let types = ["yes", "no", "true", "false", "and", "or", "date", "time", "lat", "lng"];
    let ends =
        toks.get(here).is_none_or(|t| !t.word || matches!(t.low.as_str(), "and" | "default" | "defaults"));
    (values.len() >= 2 && ends && !values.iter().any(|v| types.contains(&v.as_str())))
        .then_some((values, here))
}

/// `a size, small/medium/large`: the name of a choice, or at least three and more about them.
fn behind_comma(toks: &[Tok], at: usize, item: &Item) -> Option<(Vec<String>, usize)> {
    let comma = at + 1;
    let told = any(toks, at, &[","]) && any(toks, comma + 1, &["/", "|"]) && item.mods.is_empty();
    let (found, next) = told.then(|| slashed(toks, comma)).flatten()?;
    let choice = super::super::clause::is_choice_name(item.np.last());
    (choice || found.len() >= 3 && any(toks, next, &["("])).then_some((found, next))
}

/// `a status of draft, sent or paid`, `a status which is draft or sent`
fn values_after(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "of",
            "being",
            "that|which is|are one? of?",
            "that|which can|may|must|should be one? of?",
            "with values|options|choices :?",
            "in",
            "with the? values",
            "with possible values",
            "with the? following? states|options",
        ],
    )?;
    // "length in minutes 60, 90 or 120": the unit is no value.
    if any(toks, next - 1, &["in"]) && modifier::is_unit(low(toks, next)) {
        return None;
    }
    let stated = !any(toks, next - 1, &["of", "in", "being", "is", "be"])
        || any(toks, next - 1, &["of"]) && any(toks, next.wrapping_sub(2), &["one"]);
    let next = eat_first(toks, next, &["either", ":"]).unwrap_or(next);
    let (found, end) = modifier::value_list(toks, next, stated)?;
    (found.len() >= 2).then_some((found, end))
}

const AT_MOST_ONE: &[&str] = &[
    "but|and|with? there? is? at most one|1",
    "but|and|with? there? is? no|not more than one|1",
    "but|and|with? there? is? only|just|exactly? one|1",
    "but|and|with? a? maximum|max of? one|1",
    "a single",
];
const PER: &[&str] =
    &["per", "for|on|in|at|to each|every|any|a|an|one|the? same?", "for|on|in|at with the same"];

/// "a date, at most one menu per date": the date is of one menu, and of no size.
fn once_per(toks: &[Tok], at: usize, item: &Item) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(toks, eat_first(toks, at, &[",", "("])?, AT_MOST_ONE)?;
    let (_, next) = noun_phrase(toks, next).filter(|(np, _)| !np.plural)?;
    let (first, mut end) = noun_phrase(toks, eat_first(toks, next, PER)?)?;
    let mut named = vec![first];
    while let Some((np, after)) = eat_first(toks, end, &["and"])
        .filter(|n| !any(toks, *n, &["a", "an", "the"]))
        .and_then(|n| noun_phrase(toks, n))
    {
        named.push(np);
        end = after;
    }
    let count = named.len();
    named.retain(|np| crate::words::singular(np.last()) != crate::words::singular(item.np.last()));
    if named.len() == count {
        return None;
    }
    let end = if any(toks, at, &["("]) { eat_first(toks, end, &[")"])? } else { end };
    let said = if named.is_empty() { Mod::Unique } else { Mod::UniquePer(named) };
    divides(toks, end).then(|| (vec![said], end))
}

/// ", required" or ", which must be unique" behind a member.
fn late(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let comma = eat(toks, at, ",")?;
    // "a water type, either fresh or salt"
    if any(toks, comma, &["either"])
        && let Some((values, end)) =
            modifier::value_list(toks, comma + 1, false).filter(|(v, _)| v.len() >= 2)
    {
        return Some((vec![Mod::Values(values)], end));
    }
    // "a fuel type, one of petrol, diesel and electric"
    if any(toks, comma, &["one", "any"])
        && any(toks, comma + 1, &["of"])
        && let (mods, end) = modifiers(toks, comma)
        && matches!(mods.as_slice(), [Mod::Values(_), ..])
    {
        return Some((mods, end));
    }
    if any(toks, comma, &["unique"]) && letter_case(toks, comma + 1).is_some() {
        return Some((vec![Mod::Unique], comma + 1));
    }
    // "code, like A-12", "phone, may be missing"
    if let Some(found) = modifier::note(toks, comma).filter(|(_, end)| divides(toks, *end)) {
        return Some(found);
    }
    if let Some(next) = eat_first(
        toks,
        comma,
        &["may|can|might be|stay|remain|also? missing|empty|blank|null|left absent|unknown|out|empty?"],
    )
    .filter(|next| divides(toks, *next))
    {
        return Some((vec![Mod::Optional], next));
    }
    // ", likewise optional"
    if any(toks, comma, &["likewise", "equally"])
        && let (mods, end) = modifier::bare_run(toks, comma)
        && !mods.is_empty()
        && divides(toks, end)
    {
        return Some((mods, end));
    }
    // ", if known", ", when available"
    if any(toks, comma, &["if", "when", "once", "where", "as"])
        && let (mods, end) = modifier::bare_run(toks, comma)
        && mods == [Mod::Optional]
        && divides(toks, end)
    {
        return Some((mods, end));
    }
    // ", 0 by default", ", 1 if unknown", ", usually red": what it begins with, told by itself.
    if let Some((mods, end)) = unless::fronted(toks, comma).or_else(|| unless::mostly(toks, comma)) {
        return Some((mods, end));
    }
    let (mods, end) = modifier::bare_run(toks, comma);
    if matches!(mods.as_slice(), [Mod::Default(_)])
        && !any(toks, comma, &["default", "defaults"])
        && divides(toks, end)
    {
        return Some((mods, end));
    }
    // ", and not before 1800", ", but no later than 2100"
    let led = eat_first(toks, comma, &["and|but"]).unwrap_or(comma);
    if any(toks, led, &["not", "no", "never"])
        && let (mods, end) = modifier::bare_run(toks, led)
        && mods.iter().any(|said| matches!(said, Mod::AtLeast(..) | Mod::AtMost(..)))
        && divides(toks, end)
    {
        return Some((mods, end));
    }
    // ", somewhere from 1888 to 2100"
    if matches!(low(toks, comma), "somewhere" | "anywhere")
        && matches!(low(toks, comma + 1), "from" | "between")
        && let (mods, end) = modifier::bare_run(toks, comma)
        && !mods.is_empty()
        && divides(toks, end)
    {
        return Some((mods, end));
    }
    // ", negative values allowed", ", up to 3 decimals"
    if let Some(found) = super::super::amount::read(toks, comma) {
        return Some(found);
    }
    let relative = any(toks, comma, &["that", "which", "must"]);
    // ", unique within the board"
    let (mods, end) = modifier::bare_run(toks, comma);
    // "a number of places, from 1 to 15": both ends behind a comma.
    if any(toks, comma, &["from"])
        && mods.iter().any(|said| matches!(said, Mod::AtLeast(..)))
        && mods.iter().any(|said| matches!(said, Mod::AtMost(..)))
        && divides(toks, end)
    {
        return Some((mods, end));
    }
    if any(toks, comma, &["unique"])
        && mods.iter().any(|said| matches!(said, Mod::UniquePer(_)))
        && toks.get(end).is_none_or(|t| !t.word || t.is("and"))
    {
        return Some((mods, end));
    }
    // ", 0 or more", ", 1 to 200"
    if super::super::cursor::number(toks, comma).is_some()
        && mods.iter().any(|said| matches!(said, Mod::AtLeast(..) | Mod::AtMost(..)))
        && divides(toks, end)
    {
        return Some((mods, end));
    }
    let bare = any(toks, comma, &["optional", "required", "unique", "mandatory", "nullable"])
        && toks.get(comma + 1).is_none_or(|t| !t.word || t.is("and"));
    let bare = bare
        || any(toks, comma, &["true", "false", "yes", "no", "on", "off"])
            && eat_first(toks, comma + 1, &["by|as default"]).is_some();
    let bound = any(
        toks,
        comma,
        &[
            "max",
            "maximum",
            "min",
            "minimum",
            "exactly",
            "at",
            "up",
            "between",
            "defaults",
            "default",
            "defaulting",
            "not",
            "cannot",
            "limited",
            "starting",
            "starts",
            "beginning",
            "begins",
            "initially",
            "initial",
        ],
    );
    if !(relative || bare || bound) {
        return None;
    }
    let (mods, end) = modifiers(toks, comma);
    // "a title, max 12 students": so many of those, and nothing of the title.
    let counts = bound
        && mods.iter().any(|said| matches!(said, Mod::AtMost(..) | Mod::AtLeast(..)))
        && toks.get(end).is_some_and(|tok| tok.word && crate::words::is_plural(&tok.low))
        && divides(toks, end + 1);
    // "a week, at most one roster per week": of rosters, and nothing of the week.
    let counts = counts
        || bound && noun_phrase(toks, end).is_some_and(|(_, after)| eat_first(toks, after, PER).is_some());
    (!mods.is_empty() && !counts).then_some((mods, end))
}

/// "working, broken or removed and starts as working", "…, and is new at first": the value that it has first.
fn begins_as(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const FIRST: &[&str] = &[
        ",? and? which|that|it? always? starts|begins|start|begin out? as|at|with|in",
        ",? and? which|that|it? is always? initially|first",
    ];
    // "…, and it's maybe until they decide": what it is before anybody chose.
    const UNTIL: &[&str] = &[",? and it's|its", ",? and? it|which|that is"];
    if matches!(low(toks, at), "," | "and")
        && let Some(next) = eat_first(toks, at, UNTIL)
        && let Some(until) =
            eat_first(toks, next + 1, &["until|unless they|he|she|it|somebody|someone|we|you"])
    {
        let stop = (until..toks.len()).find(|n| !toks[*n].word).unwrap_or(toks.len());
        let word = toks.get(next).filter(|tok| tok.word && stop <= until + 4)?;
        return Some((vec![Mod::Default(serde_json::json!(word.low))], stop));
    }
    let next = eat_first(toks, at, FIRST).filter(|_| any(toks, at, &[",", "and"]))?;
    let (value, end) = modifier::value_words(toks, next)?;
    divides(toks, end).then(|| (vec![Mod::Default(serde_json::json!(value.replace(' ', "_")))], end))
}

/// "(gluten, nuts, egg; several possible)", "(one or more of a, b, c)": where it ends.
fn several_of(toks: &[Tok], at: usize) -> Option<usize> {
    let open = eat_first(toks, at, &["("])?;
    let close = closing(toks, at)?;
    const SEVERAL: &[&str] = &[
        "several|multiple|many|more|both are? possible|allowed|permitted|ok",
        "more than one is? possible|allowed|permitted|ok",
        "multi - select|choice",
        "multiselect",
        "choose|pick|select|tick several|many|multiple|any",
        "any combination of?",
        "any number of",
        "one or more|several of",
        "one or several of",
        "can be several|multiple",
    ];
    (open..close).any(|n| eat_first(toks, n, SEVERAL).is_some()).then_some(close + 1)
}

/// Where nothing more is said of the member.
fn divides(toks: &[Tok], at: usize) -> bool {
    super::super::cursor::divider(toks, at)
}

/// "title, unique isbn": `unique` belongs to the member after it.
fn takes_next_member(toks: &[Tok], at: usize, mods: &[Mod]) -> bool {
    let _ = mods;
    any(toks, at, &["a", "an", "and"])
        && !any(toks, at + 1, &["max", "maximum", "min", "minimum", "default", "length", "positive"])
}

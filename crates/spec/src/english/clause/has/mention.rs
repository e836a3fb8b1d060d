//! Things that are named to be kept: `manage books and loans`, `a club keeps members with a name`.

use domain::spec::FieldType;

use super::super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Item, Mod, Np, Quant},
        lexicon::{Form, lexicon},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

const KEEP: &[&str] = &[
    "manage",
    "track",
    "store",
    "record",
    "handle",
    "organise",
    "organize",
    "maintain",
    "save",
    "log",
    "register",
    "administer",
    "monitor",
    "hold",
    "collect",
    "persist",
    "represent",
    "model",
    "catalog",
    "catalogue",
    "keep",
    "administrate",
    "contain",
    "list",
    "deal",
    "support",
    "include",
    "plan",
    "schedule",
    "share",
    "sell",
    "rent",
    "offer",
    "report",
    "lend",
    "book",
    "create",
    "edit",
    "delete",
    "update",
    "read",
    "view",
    "add",
    "remove",
    "collects",
];

/// `so a dentist office can manage patients`, `that helps a bakery track orders`: whoever uses the software is no part
/// of it, and what they keep is.
pub fn place_keeps(toks: &[Tok], at: usize) -> Read {
    let help = eat_first(toks, at, &["helps|help|lets|let|allows|allow|enables|enable|supports|support"]);
    let (place, next) = noun_phrase(toks, help.unwrap_or(at))?;
    let used = place.quant == Quant::One && !place.plural && lexicon().domains.contains(place.last());
    let next = eat_first(
        toks,
        next,
        &[
            "can|may|could|should|will easily?",
            "wants|needs|has|tries to",
            "to",
            "in|with managing|tracking_",
        ],
    )
    .or(help.map(|_| next))
    .filter(|_| used)?;
    if !lexicon().verb(low(toks, next)).is_some_and(|(base, _)| KEEP.contains(&base)) {
        return None;
    }
    let (mut facts, end) = mention(toks, next)?;
    let frame =
        Fact::Frame { kind: None, topics: Vec::new(), called: None, place: Some(place), toks: at..next };
    facts.insert(0, frame);
    Some((facts, end))
}

/// Whether the first word of a name says by how they stand which records are meant.
fn some(np: &Np) -> bool {
    const STANDS: &[&str] = &[
        "free",
        "available",
        "open",
        "overdue",
        "expired",
        "upcoming",
        "past",
        "unpaid",
        "pending",
        "vacant",
        "empty",
        "busy",
        "taken",
        "late",
        "outdated",
        "inactive",
        "missing",
        "unused",
        "unread",
        "cancelled",
    ];
    np.low.len() >= 2 && np.low.first().is_some_and(|word| STANDS.contains(&word.as_str()))
}

/// `manage books and loans`, `CRUD for books`, `keep track of expenses`.
pub fn mention(toks: &[Tok], at: usize) -> Read {
    let mut next = at;
    let mut verbs = 0;
    while let Some((base, form)) = lexicon().verb(low(toks, next)) {
        if !matches!(form, Form::Base | Form::Third | Form::Gerund) || !(KEEP.contains(&base)) {
            break;
        }
        verbs += 1;
        next += 1;
        let Some(after) = eat_first(toks, next, &[", and", ",", "and", "/", "or", "&"])
            .filter(|after| lexicon().verb(low(toks, *after)).is_some_and(|(base, _)| KEEP.contains(&base)))
        else {
            break;
        };
        next = after;
    }
    // "we make cheeses (name, weight)": whatever is done with them.
    let done = || {
        let known = lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base);
        let held = |(item, _): (Item, usize)| !item.members.is_empty() && item.np.plural;
        known && list::item(toks, at + 1).is_some_and(held)
    };
    if verbs == 0 && done() {
        verbs = 1;
        next = at + 1;
    }
    let next = if verbs > 0 {
        eat_first(
            toks,
            next,
            &[
                "track of",
                "out",
                "records? of",
                "information|data|details about|on",
                "a? list|lists|record|collection of",
                "with",
            ],
        )
        .unwrap_or(next)
    } else {
        eat_first(
            toks,
            at,
            &[
                "full|basic|complete|standard|simple? crud operations|endpoints|routes|functionality|actions? for|on|of",
                "endpoints|routes for|to",
                "management of|for",
                "an? inventory|list|collection|catalog|catalogue|database of",
                "we have",
                "there are",
                "i|we have",
                "it stores|manages|tracks",
            ],
        )?
    };
    // "to list a workshop's repairs": the rows of one, and nothing to be kept.
    let looks = eat_first(toks, at, &["list|view|read"]) == Some(next);
    let of_one =
        |np: &Np| np.plural && np.of.is_some() && any(toks, np.toks.start, &["a", "an", "one", "each"]);
    if looks && verbs == 1 && noun_phrase(toks, next).is_some_and(|(np, _)| of_one(&np)) {
        return None;
    }
    let (mut items, end) = without_theirs(toks, list::items(toks, next)?);
    // "list vaccinations due before a given date" picks some of them and names no field.
    if items
        .iter()
        .any(|item| item.members.is_empty() && item.mods.iter().any(|m| matches!(m, Mod::Than { .. })))
    {
        return None;
    }
    // "Rooms have a name and hold a number of seats": how many there are, and no thing.
    if items.iter().any(|item| item.np.plural && item.mods.contains(&Mod::Type(FieldType::Integer))) {
        return None;
    }
    // "List free spots": which of them is more than their name.
    if any(toks, at, &["list", "show", "display", "see", "view", "give", "get"])
        && items.iter().any(|item| some(&item.np))
    {
        return None;
    }
    // "books I've read"
    let end = eat_first(
        toks,
        end,
        &[
            "i've|we've read|watched|seen|played|visited|bought",
            "i|we have? read|watched|seen|played|visited|own|buy|bought",
        ],
    )
    .unwrap_or(end);
    items.iter_mut().for_each(without_collection);
    let mut facts: Vec<Fact> =
        items.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: weight_of(&item.np) }).collect();
    let last = items.last().map(|item| item.np.clone());
    if items.iter().any(|item| !item.members.is_empty() || !item.mods.is_empty()) {
        facts.push(Fact::Has { subject: None, items: items.clone(), toks: next..end, from_frame: true });
    }
    if items.iter().all(|item| item.members.is_empty())
        && let Some((inner, after)) = with_fields(toks, end)
    {
        facts.push(Fact::Filler { toks: at..next });
        // "manage tournaments: players (…), games (…)" holds things, which are no fields of one.
        let things = inner.iter().filter(|item| !item.members.is_empty()).count();
        if things * 2 >= inner.len() && any(toks, end, &[":"]) {
            facts.retain(|fact| !matches!(fact, Fact::Mention { .. }));
            if let Some(np) = last {
                facts.push(Fact::Mention { np, weight: 1 });
            }
            facts.extend(inner.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: 2 }));
            facts.push(Fact::Has { subject: None, items: inner, toks: end..after, from_frame: true });
            return Some((facts, after));
        }
        facts.push(Fact::Has { subject: last, items: inner, toks: end..after, from_frame: false });
        return Some((facts, after));
    }
    facts.push(Fact::Filler { toks: at..next });
    Some((facts, end))
}

/// "members and their boats: name, length": what theirs are made of is told behind them.
fn without_theirs(toks: &[Tok], (mut items, end): (Vec<Item>, usize)) -> (Vec<Item>, usize) {
    let theirs = items.last().is_some_and(|item| {
        any(toks, item.np.toks.start, &["their", "its"])
            && any(toks, item.np.toks.end, &[":"])
            && item.np.plural
    });
    match items.len() {
        0 | 1 => (items, end),
        _ if !theirs => (items, end),
        _ => {
            items.pop();
            let end = items.last().map_or(end, |item| item.toks.end);
            (items, end)
        }
    }
}

/// `… with title, author and isbn`, `… each with …`
pub(super) fn with_fields(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            ":",
            ", each? with|having",
            "each|all? with|having|containing",
            ", each|which has|having",
            "that|which have|has|contain|contains",
            ", which|that have|has",
            "including",
            ", including",
            "identified|described|characterised|characterized by",
            "that|which is|are identified|described by",
            "by their?",
        ],
    )
    .filter(|_| !any(toks, at, &["by"]))?;
    if let Some(verb) = (at..next).find(|n| any(toks, *n, &["have", "has"]))
        && super::picks(toks, verb)
    {
        return None;
    }
    if super::super::island(toks, next).is_some() || super::super::island(toks, at).is_some() {
        return None;
    }
    list::items(
        toks,
        eat_first(toks, next, &["the? following? fields|attributes|properties :?", "a|an? list of_"])
            .unwrap_or(next),
    )
    // "book appointments with physiotherapists": people, no fields.
    .filter(|(items, _)| {
        items.len() > 1
            || items
                .iter()
                .any(|i| super::super::super::declare::tells_a_field(i) || i.np.quant == Quant::One)
    })
}

/// "a music collection" is about music.
fn without_collection(item: &mut Item) {
    let np = &mut item.np;
    if np.low.len() > 1
        && matches!(
            np.last(),
            "collection"
                | "library"
                | "inventory"
                | "catalog"
                | "catalogue"
                | "list"
                | "database"
                | "stock"
                | "data"
                | "information"
                | "records"
                | "details"
        )
    {
        np.low.pop();
        np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
    }
}

fn weight_of(np: &Np) -> u8 {
    if np.plural || lexicon().proposals.contains_key(&crate::words::singular(np.last())) { 2 } else { 1 }
}

/// `store plants with name and species`: a verb in its base form whose object follows, though the
/// verb may name a thing too.
pub fn ordered(toks: &[Tok], at: usize) -> Read {
    let (base, form) = lexicon().verb(low(toks, at))?;
    if form != Form::Base || !lexicon().noun_verbs.contains(base) {
        return None;
    }
    let (np, next) = noun_phrase(toks, eat_first(toks, at + 1, &["track of"]).unwrap_or(at + 1))?;
    let alone = !super::super::super::noun::begins_clause(toks, next)
        && (np.plural || !matches!(np.quant, Quant::Bare));
    if alone { mention(toks, at) } else { None }
}

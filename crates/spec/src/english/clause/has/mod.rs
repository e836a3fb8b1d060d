//! What a thing is made of, what is said of one field, and plain mentions of things.

mod about;
mod mention;

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Item, Mod, Np, Quant},
        lexicon::lexicon,
        list, modifier,
        noun::{noun_list, noun_phrase},
        token::Tok,
    },
    Read,
};
use crate::assemble::entities::field_like;

use about::introduces;
pub use about::{about, is_or_not, only_once};
use mention::with_fields;
pub use mention::{mention, ordered, place_keeps};

const HAS: &[&str] = &[
    "should|must|will|shall|can|may also? have|contain|include|store|hold|carry|comprise|bear|record_",
    "has|have to have",
    "has|have also? got?",
    "also has|have",
    "contains|contain",
    "consists|consist of",
    "is|are made up? of",
    "is|are composed of",
    "includes|include",
    "needs|need to? have|store|include?",
    "requires|require",
    "comes|come with",
    "stores|store",
    "holds|hold",
    "records|record_",
    "is|are described|defined|identified_ by",
    "is|are represented by",
    "with",
    "having",
    "containing",
    "is made of",
    "carries|carry",
    "keeps|keep",
    "is|are identified by",
    "registers|register|subscribes|subscribe|applies|apply with",
    "signs|sign up with",
    "just|only|simply|always|usually has|have|needs|need|contains|contain|stores|store",
    "gets|receives",
    "yields|yield|bears|bear",
    "says|states",
];

/// `A task has a title and a due date`; without a subject: `It has …`, `has …`.
pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (owner, verb) =
        match eat_first(toks, at, &["it", "they", "these", "each|every of them?", "each|every one?", "each"])
            .filter(|next| eat_first(toks, *next, HAS).is_some())
        {
            Some(next) => (subject.cloned(), next),
            None => match noun_phrase(toks, at) {
                Some((np, next)) => (Some(np), next),
                None => (subject.cloned(), at),
            },
        };
    // "holds a value" may read as a name, and is what the thing spoken of does.
    let (owner, verb) = match eat_first(toks, verb, HAS) {
        None if subject.is_some() && verb > at && eat_first(toks, at, HAS).is_some() => {
            (subject.cloned(), at)
        }
        _ => (owner, verb),
    };
    // "apply to jobs with a name": the jobs are not what has one.
    if any(toks, verb, &["with", "having", "containing"])
        && at > 0
        && any(toks, at - 1, &["to", "for", "of", "in", "on", "from", "by"])
    {
        return None;
    }
    // "A repair gets reported by a tenant": what is done to it.
    if any(toks, verb, &["gets", "get"])
        && super::past_verb(toks, verb + 1).is_some()
        && (verb + 2..verb + 4).any(|n| any(toks, n, &["by"]))
    {
        return None;
    }
    let next = eat_first(toks, verb, HAS)?;
    // "refused while it has bookings": when that is, and nothing that it is made of.
    let told_when = at > 0
        && any(toks, at, &["it", "they"])
        && any(toks, at - 1, &["while", "if", "when", "unless", "until", "as", "because", "once"]);
    // "While a room has a broken window nobody may enter it": neither.
    if told_when || at > 0 && any(toks, at - 1, &["while"]) {
        return None;
    }
    // "so that I have a spot": what it is good for.
    if (at.saturating_sub(3)..at)
        .any(|n| any(toks, n, &["so"]) && any(toks, n + 1, &["that", "i", "we", "they"]))
    {
        return None;
    }
    if picks(toks, verb) {
        return None;
    }
    // "A code consists of two letters and four digits": how it is spelled, and nothing that it has.
    let spelled = |said: &Mod| matches!(said, Mod::Pattern(_));
    if any(toks, verb, &["consists", "consist"])
        && super::super::spelling::read(toks, verb).is_some_and(|(mods, _)| mods.iter().any(spelled))
    {
        return None;
    }
    // "Deployed with Docker": what was done, and no thing.
    if any(toks, verb, &["with"]) && verb == at + 1 && super::past_of(toks, at) {
        return None;
    }
    if any(toks, verb, &["with"]) && super::super::declare::somebody(toks, next) {
        return None;
    }
    // "Riding school API with PostgreSQL": what it is built with.
    if any(toks, verb, &["with"]) && super::stack::read(toks, next).is_some() {
        return None;
    }
    // "with" and "contains" without anybody before them belong to what was read before.
    let explicit = verb > at;
    if !explicit && any(toks, verb, &["with", "having", "containing"])
        || owner.is_none()
            && any(
                toks,
                verb,
                &["with", "store", "stores", "needs", "need", "require", "requires", "keep", "keeps"],
            )
    {
        return None;
    }
    // "kitchen staff need the number of orders": what people need is an answer, no field of theirs.
    if any(toks, verb, &["need", "needs", "require"])
        && owner.as_ref().is_some_and(|np| {
            np.person || matches!(np.last(), "staff" | "people" | "team" | "users" | "crew" | "everybody")
        })
        && noun_phrase(toks, next).is_some_and(|(np, _)| {
            np.quant == Quant::Each
                || np.low.first().is_some_and(|w| {
                    matches!(
                        w.as_str(),
                        "number" | "list" | "total" | "average" | "overview" | "count" | "sum"
                    )
                })
        })
    {
        return None;
    }
    if any(toks, verb, &["require", "requires", "need", "needs"])
        && (super::auth::read(toks, next).is_some()
            || noun_phrase(toks, next).is_some_and(|(np, _)| lexicon().technical.contains(np.last())))
    {
        return None;
    }
    let next = eat_first(
        toks,
        next,
        &[
            "the following? fields|attributes|properties|data|columns|information|details|values :?",
            "the following :?",
            "these? fields|attributes|properties :?",
            "fields|attributes|properties :|like|such?",
            "at least :?",
            ":",
            "both",
            "information about|like|such?",
            "details like|such?",
            "some basic? data|details|information|fields :|like?",
        ],
    )
    // "at least one line": how many, and no list.
    .filter(|after| {
        !(any(toks, after - 1, &["least"]) && any(toks, *after, &["one", "two", "three", "1", "2", "3"]))
    })
    .unwrap_or(next);
    let next = eat_first(toks, next, &["as", "only", "just", "also", "optionally"])
        .filter(|_| !any(toks, next, &["optionally"]))
        .unwrap_or(next);
    let (mut items, end) = list::items(toks, next)?;
    if owner.as_ref().is_some_and(|np| np.plural && np.quant != Quant::Many) {
        items.iter_mut().for_each(one_each);
    }
    // "We have boxes": who writes has them, and nothing that was spoken of before.
    let ours = !explicit
        && at > 0
        && any(toks, at - 1, &["we", "i"])
        && items.iter().all(|item| item.np.plural && item.mods.is_empty());
    let subject = owner.filter(|_| !ours);
    Some((vec![Fact::Has { subject, items, toks: at..end, from_frame: ours }], end))
}

/// "List machines that have an open fault": which of them are asked for, and nothing that each of them has.
pub(super) fn picks(toks: &[Tok], verb: usize) -> bool {
    const ASKS: &[&str] = &[
        "list", "show", "find", "get", "display", "return", "see", "view", "search", "give", "count",
        "fetch", "many",
    ];
    let relative = verb > 1 && any(toks, verb - 1, &["that", "which", "who"]);
    let from = (0..verb).rev().find(|n| any(toks, *n, &[".", ";"])).map_or(0, |n| n + 1);
    relative
        && (from..verb).find(|n| any(toks, *n, ASKS)).is_some_and(|n| {
            n == from
                || any(
                    toks,
                    n - 1,
                    &["to", "and", ",", "how", "can", "should", "must", "me", "please", "a", "the"],
                )
        })
}

/// "Staff members have names and job titles": each of them has one.
fn one_each(item: &mut Item) {
    const SINGLE: &[&str] = &[
        "names",
        "titles",
        "surnames",
        "nicknames",
        "birthdays",
        "ages",
        "heights",
        "weights",
        "prices",
        "salaries",
        "descriptions",
        "usernames",
        "lengths",
        "widths",
        "capacities",
    ];
    if item.np.quant == Quant::Bare && item.members.is_empty() && SINGLE.contains(&item.np.last()) {
        let one = crate::words::singular(item.np.last());
        item.np.name = match item.np.name.rsplit_once(' ') {
            Some((lead, _)) => format!("{lead} {one}"),
            None => one.clone(),
        };
        if let Some(last) = item.np.low.last_mut() {
            *last = one;
        }
        item.np.plural = false;
    }
}

/// `Each technician shall have a name and an email address`: whoever it is, this says what is kept.
pub fn owns(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (_, next) = noun_phrase(toks, at)?;
    let verb =
        eat_first(toks, next, &["must|shall|should|will also? have", "can|may also? have|own|keep|hold"])?;
    // "An owner can have several pets": how many, and no right of theirs.
    let may = any(toks, next, &["can", "may"]);
    let counted = super::super::cursor::number(toks, verb).filter(|(_, n)| !any(toks, *n, &["or"]));
    let told = list::items(toks, verb).is_some_and(|(items, _)| {
        items.iter().all(|item| {
            (!may || item.np.quant == Quant::Many && item.np.plural && counted.is_none())
                && !matches!(
                    item.np.last(),
                    "access" | "permission" | "right" | "rights" | "permissions" | "ability"
                )
        })
    });
    if !told {
        return None;
    }
    // "can own several": what is owned is had.
    let mut named = toks.to_vec();
    if let Some(tok) = named.get_mut(verb - 1) {
        tok.low = "have".to_owned();
    }
    read(&named, at, subject)
}

/// `For every movie I store the title and the year`
pub fn for_each(toks: &[Tok], at: usize) -> Read {
    // "For each parcel I want the total weight": that is asked for, and nothing that a parcel has.
    const ASKED: &[&str] = &[
        "i|we want|need|would the? total|sum|average|number|count",
        "want|need|see|show|shows|return|returns|list|know|give|gives|report|reports|tell|tells the? total|sum|average|number|count|how",
    ];
    if (at + 2..toks.len().min(at + 12)).any(|n| eat_first(toks, n, ASKED).is_some()) {
        return None;
    }
    // "For the fire drill we need the visits filtered by office": what a list is wished for.
    const LISTED: &[&str] = &[
        "filtered|sorted|ordered|searchable|filterable|sortable|listed|grouped|searched|narrowed by|down|per|in|on",
        "searchable|filterable|sortable",
    ];
    if toks.get(at).is_some_and(|tok| tok.is("for"))
        && (at + 3..toks.len().min(at + 20)).any(|n| eat_first(toks, n, LISTED).is_some())
    {
        return None;
    }
    let plain = || {
        // "For dentists we store practice name, address and phone"
        let next = eat_first(toks, at, &["for|of|about our?"])?;
        let (np, end) = noun_phrase(toks, next)?;
        let told = eat_first(toks, end, &[",? i|we"]).is_some();
        (np.plural && np.low.len() <= 2 && np.quant != Quant::No && told).then_some(next + 1)
    };
    // "For the cow we write the ear tag"
    let the = || {
        let (np, end) = noun_phrase(toks, eat_first(toks, at, &["for|of|about the"])? - 1)?;
        let told = eat_first(toks, end, &[",? i|we"]).is_some();
        (!np.plural && np.low.len() <= 2 && told).then_some(at + 2)
    };
    // "Per inspection we keep a date"
    let per = || {
        let (np, end) = noun_phrase(toks, eat_first(toks, at, &["per"])?)?;
        let told = eat_first(toks, end, &[",? i|we"]).is_some();
        (!np.plural && np.low.len() <= 3 && told).then_some(at + 2)
    };
    let next = eat_first(toks, at, &["for|of|about|on|during|at|after each|every|a|an|any|all"])
        .or_else(plain)
        .or_else(the)
        .or_else(per)?;
    let (np, next) = noun_phrase(toks, next - 1)?;
    // "For every treatment of a parcel we keep the dose": the one that each of them is of.
    if let Some(to_at) = eat_first(toks, next, &["of|on|in|at|for a|an|one|each|every"])
        && let Some((to, after)) = noun_phrase(toks, to_at - 1).filter(|(to, _)| !to.plural)
        && matches!(np.quant, Quant::Each | Quant::One)
        && !super::is_field_word(np.last())
    {
        let mut without: Vec<Tok> = toks.to_vec();
        without.drain(next..after);
        let gone = after - next;
        let (_, end) = for_each(&without, at)?;
        // Only the verb and its list are read again, where they stand.
        let verb = (after..toks.len().min(after + 6)).find(|n| {
            any(
                toks,
                *n,
                &["store", "record", "save", "keep", "track", "note", "log", "need", "know", "down"],
            )
        })?;
        let (items, stop) = list::items(toks, verb + 1)?;
        if stop != end + gone || !field_like(&items) {
            return None;
        }
        let relation = Fact::Relation {
            from: Some(np.clone()),
            to: Np { quant: Quant::One, ..to },
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: at..after,
        };
        let has = Fact::Has { subject: Some(np), items, toks: after..stop, from_frame: false };
        return Some((vec![relation, has], stop));
    }
    // "For each court, its number, its surface and whether it's indoor."
    if any(toks, at, &["for"])
        && let Some(listed) = eat_first(toks, next, &[",", ":", "—"])
        && let Some((items, end)) = list::items(toks, listed).filter(|(items, end)| {
            items.len() > 1 && toks.get(*end).is_none_or(|t| !t.word) && field_like(items)
        })
    {
        return Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end));
    }
    let next = eat_first(toks, next, &[","]).unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &["i|we|you|it|they|users", "the|our system|app|application|api|service", "there is|are|should be"],
    )
    .or_else(|| somebody(toks, next))
    .or_else(|| eat_first(toks, next, &["please"]))?;
    let next = eat_first(toks, next, &["only|just|also|always"]).unwrap_or(next);
    let done_with = next;
    let next = eat_first(
        toks,
        next,
        &["want|need|would like|should|must|have|will to? be? able? to?", "want|need|wish|like to"],
    )
    .unwrap_or(next);
    let verb = eat_first(toks, next, &["write|writes|put|note|take|jot|keep down", "store|record|save|keep|track|know|need|want|log|note|notes|logs|enters|writes|stores|keeps|records|saves|tracks|remember|register|have down? track? of?", "keep track of"]).or_else(|| any(toks, next - 1, &["is", "are", "need", "want"]).then_some(next))
        .or_else(|| {
            // "we jot the date", "I tick off who came": a verb that no list has leads to what it names.
            let named = toks.get(done_with).is_some_and(|tok| tok.word && !crate::words::stop::is_stop(&tok.low));
            (named && any(toks, done_with + 1, &["the", "a", "an", "its", "their", "whether"])).then_some(done_with + 1)
        })?;
    let verb = eat_first(toks, verb, &["track of", "the following? fields|attributes|information|data :?"])
        .unwrap_or(verb);
    // "For each hive we record inspections: date, weight, …": things of its own, each with a key.
    if let Some((thing, colon)) = noun_phrase(toks, verb)
        && thing.plural
        && any(toks, colon, &[":"])
        && let Some((members, after)) =
            list::items(toks, colon + 1).filter(|(items, _)| items.len() > 1 && field_like(items))
    {
        return Some((of_its_own(thing, np, members, at..colon, colon..after), after));
    }
    let (items, end) = list::items(toks, verb)?;
    // "For each card we store reviews with a date": the same.
    if let [only] = items.as_slice()
        && only.np.plural
        && only.members.is_empty()
        && let Some((inner, after)) = with_fields(toks, end)
    {
        return Some((of_its_own(only.np.clone(), np, inner, at..end, end..after), after));
    }
    Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end))
}

/// A thing that is kept for each of another, and what it is made of.
pub(super) fn of_its_own(
    thing: Np,
    to: Np,
    members: Vec<Item>,
    told: std::ops::Range<usize>,
    made_of: std::ops::Range<usize>,
) -> Vec<Fact> {
    vec![
        Fact::Mention { np: thing.clone(), weight: 2 },
        Fact::Relation {
            from: Some(thing.clone()),
            to,
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: told,
        },
        Fact::Has { subject: Some(thing), items: members, toks: made_of, from_frame: false },
    ]
}

/// "During an inspection the beekeeper notes …": who writes it down.
fn somebody(toks: &[Tok], at: usize) -> Option<usize> {
    const WRITES: &[&str] = &[
        "notes", "note", "records", "record", "enters", "enter", "logs", "log", "writes", "write", "stores",
        "store",
    ];
    // What they do is no word of their name: "the skipper notes how many …".
    let verb = (at + 1..toks.len().min(at + 4)).find(|n| {
        any(toks, *n, WRITES)
            && any(
                toks,
                n + 1,
                &["the", "a", "an", "its", "their", "how", "whether", "when", "down", "who", "which"],
            )
    })?;
    let (np, _) = noun_phrase(toks.get(..verb)?, at)
        .filter(|(np, end)| *end == verb && (np.quant == Quant::The || np.plural))?;
    (np.low.len() <= 2).then_some(verb)
}

/// `Books: title, isbn` and `Book (title, isbn)`, `Entities: Book, Author`.
pub fn headed(toks: &[Tok], at: usize) -> Read {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "entities|models|resources|tables|entity|objects|data model? :",
            "the? entities|models|resources|tables|things are :?",
            "main entities|models|resources :",
        ],
    ) {
        let (items, end) = list::items(toks, next)?;
        let mut facts: Vec<Fact> =
            items.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: 2 }).collect();
        facts.push(Fact::Has { subject: None, items, toks: at..end, from_frame: true });
        return Some((facts, end));
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "fields|attributes|properties|columns :",
            // "Donations come from a donor. Recorded: description, weight"
            "we? recorded|stored|kept|noted|saved|tracked|logged :",
            "the? fields|attributes|properties|columns are :?",
        ],
    ) {
        let (items, end) = list::items(toks, next)?;
        return Some((vec![Fact::Has { subject: None, items, toks: at..end, from_frame: false }], end));
    }
    if any(toks, at, &["def", "function", "func", "fn"]) {
        return None;
    }
    if super::super::declare::given_to(toks, at) {
        return None;
    }
    let (np, next) = noun_phrase(toks, at)?;
    // "Links can expire (expires_at optional, must be in the future)": what they may do has its fields.
    if let Some(verb) = eat_first(toks, next, &["can|may be?"])
        && (super::finite_verb(toks, verb).is_some() || super::past_of(toks, verb))
        && low(toks, verb + 1) == "("
        && let Some((items, end)) = super::super::declare::inside(toks, verb + 1)
        && items.iter().all(super::super::declare::tells_a_field)
    {
        let fact = Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false };
        return Some((vec![fact], end));
    }
    if low(toks, next) == ":"
        && (super::super::declare::heads_a_part(&np) || super::super::declare::figures(toks, next + 1))
    {
        return None;
    }
    // "crew(name, truck)": all of a sentence, and a name with its members, whatever they may mean elsewhere.
    if at == 0
        && toks.get(1).is_some_and(|tok| tok.is("(") && tok.glued)
        && let Some((members, end)) = super::super::declare::inside(toks, 1)
            .filter(|(members, end)| members.len() > 1 && *end >= toks.len())
        && members.iter().any(super::super::declare::tells_a_field)
    {
        let item = Item { np: np.clone(), members, ..Item::spanning(at..end) };
        let has = Fact::Has { subject: None, items: vec![item], toks: at..end, from_frame: true };
        return Some((vec![Fact::Mention { np, weight: 3 }, has], end));
    }
    if low(toks, next) == "(" && np.of.is_none() {
        let (item, end) = list::item(toks, at)?;
        if !item.members.is_empty() {
            let (items, end) = list::items(toks, at)
                .filter(|(items, _)| items.iter().all(|i| !i.members.is_empty()))
                .unwrap_or((vec![item], end));
            let mut facts: Vec<Fact> =
                items.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: 2 }).collect();
            facts.push(Fact::Has { subject: None, items, toks: at..end, from_frame: true });
            return Some((facts, end));
        }
    }
    // "Library: …", "Car rental: cars (…)" name the project; "Book: title, isbn" names a thing.
    let domain = lexicon().domains.contains(np.last()) && !np.plural;
    let holds_things = || {
        list::items(toks, next + 1)
            .is_some_and(|(items, _)| items.iter().any(|item| !item.members.is_empty()))
    };
    if at == 0
        && low(toks, next) == ":"
        && (!np.plural || np.low.len() > 1 && holds_things())
        && !super::is_choice_name(np.last())
        && (domain
            || np.low.len() > 1 && (np.last().ends_with("ing") || lexicon().technical.contains(np.last()))
            || introduces(toks, next + 1))
    {
        let frame =
            Fact::Frame { kind: None, topics: Vec::new(), called: None, place: Some(np), toks: at..next + 1 };
        // "Gym: trainers, courses, bookings."
        if let Some((things, end)) = noun_list(toks, next + 1).filter(|(things, end)| {
            *end >= toks.len() && things.len() > 1 && things.iter().all(|np| np.plural)
        }) {
            let mut facts = vec![frame];
            facts.extend(things.into_iter().map(|np| Fact::Mention { np, weight: 2 }));
            return Some((facts, end));
        }
        return Some((vec![frame], next + 1));
    }
    let typed = any(toks, next, &[":"]) || low(toks, next) == "—";
    if super::super::declare::heads_software(toks, at, next + 1) {
        return None;
    }
    // "Ticket fields: subject, body"
    let mut np = np;
    if low(toks, next) == ":"
        && np.low.len() >= 2
        && matches!(np.last(), "fields" | "attributes" | "properties" | "columns")
    {
        np.low.pop();
        np.name = np.low.join(" ");
        np.quant = Quant::Each;
    }
    let listed = at == 0 && np.low.len() <= 2 && np.quant == Quant::Bare;
    let thing = np.plural || np.capitalised || np.quant == Quant::Each || listed;
    if !typed || !thing || super::is_field_word(np.last()) || lexicon().technical.contains(np.last()) {
        return None;
    }
    let (items, end) =
        list::items(toks, eat_first(toks, next + 1, &["has|have", "with"]).unwrap_or(next + 1))?;
    // "Priority: low, medium, high" and "Title: required" are said of a field.
    let of_field = super::is_choice_name(np.last()) && !entity_like(&items)
        || items.len() == 1 && items.iter().all(|item| item.members.is_empty() && item.mods.is_empty());
    let said_of_field = |m: &Mod| match m {
        Mod::Unique | Mod::Optional => false,
        // "Subscriber: email, name": fields that are called like types.
        Mod::Type(_) => !entity_like(&items),
        _ => true,
    };
    if of_field || modifier::modifiers(toks, next + 1).0.iter().any(said_of_field) {
        return None;
    }
    Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end))
}

/// "Plan: name, monthly price": several members, one of which can only be a field.
fn entity_like(items: &[Item]) -> bool {
    items.len() >= 2 && items.iter().any(|item| super::is_field_word(item.np.last()))
}

//! Words beside the matter: greetings, thanks, who is writing and why, and what shall be left out.
//!
//! An aside states nothing about the software, so nobody is asked what it means. What is left out on
//! purpose ("no payments", "Out of scope: …") is said in the spec's assumptions.

use super::{
    super::{
        cursor::{any, eat_first, low},
        declare,
        evidence::Fact,
        lexicon::{Form, lexicon},
        noun::{begins_clause, noun_phrase},
        token::Tok,
    },
    Read,
};

/// How people begin and end a letter.
const POLITE: &[&str] = &[
    "hi|hello|hey|hiya|yo there|all|everyone|everybody|folks|team|guys?",
    "good morning|afternoon|evening|day",
    "dear all|team|developers|sir|madam|colleagues?",
    "greetings",
    "thanks|thank|thx you? very? much|lot|again|bunch|million?",
    "thanks a lot|bunch|million",
    "many thanks",
    "cheers",
    "i|we? hope|hoping you're|all|everyone's|everything's|you well|fine|good|great|ok|okay",
    "i|we? hope|hoping you are|have|had doing? well|fine|good|great|ok|okay|a",
    "i|we? hope|hoping this|everything|all|your is|are|finds|mail|message|week|day",
    "kind|best|warm regards",
    "regards",
    "yours sincerely|faithfully|truly",
    "sincerely",
    "best wishes",
    "looking forward to",
    "have a nice|great|good",
    "please send|contact|reply|apply|bid|quote|tell",
    "please let me|us know",
    "send|tell me|us",
    "budget is|around|of|about|:?",
    "deadline is|:|of?",
    "let me|us know",
    "feel free",
    "read the|this whole|all|carefully?",
    "that's|that is it|all",
    "return|write|output only working|the|clean? code",
];

/// Headings under which stands what is not to be built.
const LEFT_OUT: &[&str] = &[
    "out of scope",
    "not in|part of? this|the|our? scope|ticket|rfc|version|release|document|project|task|issue|story|iteration|sprint",
    "not in|part of? scope|this|the|ticket|rfc|version|release|document|project|task?",
    "not planned|needed|required|wanted|included|now|yet",
    "non - goals",
    "non goals",
    "excluded",
    "later",
    "wo n't have",
    "future work|ideas|versions?",
    "nice to have later_",
];

/// A sentence, or the rest of one behind its greeting, that says nothing of the software.
pub fn read(toks: &[Tok], at: usize) -> Read {
    left_out(toks, at).or_else(|| polite(toks, at))
}

/// `everything is on paper right now`, `it is all done in Excel`: how it was until now.
pub fn by_hand(toks: &[Tok], at: usize) -> Read {
    let next = any(toks, at, &["everything", "all", "it", "this", "currently"]).then(|| {
        eat_first(
            toks,
            at,
            &[
                "currently? everything|all|it|this is|was so|all|still|currently|now? done|kept|managed|written|tracked? on|in|with|by paper|excel|spreadsheets|whatsapp|hand|notebooks",
                "currently? everything|all|it|this is|was so|all|still|currently|now? on|in paper|excel|spreadsheets|whatsapp|notebooks",
                "currently? everything|all|it|this is|was still|currently? done|kept|managed|written? on|in a notebook|spreadsheet|diary",
            ],
        )
    })??;
    let end = eat_first(toks, next, &["right now", "at the moment", "now|today|currently|still", "so far"])
        .unwrap_or(next);
    let end = eat_first(
        toks,
        end,
        &["and|which it's|it|that's|that is|is? a|such? a? mess|chaos|pain|messy|painful|annoying"],
    )
    .unwrap_or(end);
    toks.get(end).is_none_or(|tok| !tok.word).then(|| {
        // "We run a small shop and everything is on paper": all of it is of whoever writes.
        let start = if at > 0 && tells_of_the_writer(&toks[..at]) { 0 } else { at };
        (vec![Fact::Aside { left_out: false, toks: start..end }], end)
    })
}

fn polite(toks: &[Tok], at: usize) -> Read {
    // "Best, Jana"
    const SIGNED: &[&str] = &["best|cheers|thanks|thx|regards|yours|greetings|ciao|bye ,? —?"];
    if let Some(name) = eat_first(toks, at, SIGNED)
        && (name..toks.len()).len() <= 3
        && name < toks.len()
        && toks[name..].iter().all(|tok| tok.capitalised() || !tok.word)
    {
        return Some((vec![Fact::Aside { left_out: false, toks: at..toks.len() }], toks.len()));
    }
    // "I read the figures on Mondays" is said of whoever writes, and to nobody.
    let mine = at.checked_sub(1).is_some_and(|n| any(toks, n, &["i", "we"]));
    let next = eat_first(toks, at, POLITE).filter(|next| *next > at && !mine)?;
    // A greeting ends at its mark: "Hello, we need …".
    let greeting = any(toks, at, &["hi", "hello", "hey", "hiya", "yo", "good", "dear", "greetings"]);
    let end = if greeting {
        (next..toks.len()).find(|n| !toks[*n].word).unwrap_or(next).min(next + 3)
    } else {
        toks.len()
    };
    let end = if greeting && end < toks.len() && toks.get(end).is_some_and(|t| t.word) { next } else { end };
    // "Tell me the total per month" asks for a number.
    if !greeting && asks_for_numbers(toks, at) {
        return None;
    }
    // "Send the customer an invoice when …" is no farewell.
    let ruled = !any(toks, at, &["let", "feel"])
        && (next..end).any(|n| any(toks, n, &["must", "when", "if", "cannot", "only", "each", "every"]));
    (!ruled).then(|| (vec![Fact::Aside { left_out: false, toks: at..end }], end))
}

/// "Tell me how many orders there are": an answer of the software, and nothing to its maker.
pub fn asks_for_numbers(toks: &[Tok], at: usize) -> bool {
    const NUMBERS: &[&str] = &[
        "total|totals|sum|average|mean|number|count|maximum|minimum|highest|lowest|most|least",
        "how many|much",
        "which|whether|per",
    ];
    let told = eat_first(toks, at, &["please? tell|send|give|show|let me|us"]);
    told.is_some_and(|next| (next..toks.len().min(next + 12)).any(|n| eat_first(toks, n, NUMBERS).is_some()))
}

/// "No duplicates", "no anonymous access": what must not be is a rule, and nothing that is left out.
fn forbids(np: &super::super::evidence::Np) -> bool {
    const WHAT: &[&str] = &[
        "duplicate",
        "duplicates",
        "access",
        "deletion",
        "deletions",
        "deleting",
        "editing",
        "edits",
        "change",
        "changes",
        "overlap",
        "overlaps",
        "overlapping",
        "conflict",
        "conflicts",
        "gap",
        "gaps",
        "repeat",
        "repeats",
        "repetition",
        "guests",
        "exception",
        "exceptions",
        "bookings",
        "reservations",
        "votes",
        "entries",
        "values",
        "update",
        "updates",
        "updating",
        "reuse",
        "double",
        "doubles",
        "collision",
        "collisions",
    ];
    const HOW: &[&str] = &[
        "negative",
        "empty",
        "blank",
        "double",
        "duplicate",
        "duplicated",
        "overlapping",
        "anonymous",
        "past",
        "future",
        "public",
        "unauthenticated",
        "invalid",
        "conflicting",
        "identical",
        "missing",
        "zero",
        "parallel",
        "repeated",
        "concurrent",
        "simultaneous",
        "open",
        "two",
        "three",
        "other",
        "further",
        "more",
        "back",
    ];
    WHAT.contains(&np.last()) || np.low.iter().any(|word| HOW.contains(&word.as_str()))
}

/// "no payments, no newsletter", "no need for invoices or a frontend", "Out of scope: tax receipts"
fn left_out(toks: &[Tok], at: usize) -> Read {
    if let Some(next) = eat_first(toks, at, LEFT_OUT)
        .and_then(|next| eat_first(toks, next, &[":", "—", "are|is :?"]))
        .filter(|next| *next < toks.len())
    {
        return Some((vec![Fact::Aside { left_out: true, toks: at..toks.len() }], toks.len().max(next)));
    }
    let mut here =
        eat_first(toks, at, &["no need for", "we|i don't need|want", "there is|are no", "without", "no"])?;
    if super::auth::read(toks, at).is_some() {
        return None;
    }
    let mut end;
    loop {
        let (np, next) = noun_phrase(toks, here)?;
        if forbids(&np) || begins_clause(toks, next) {
            return None;
        }
        end = eat_first(
            toks,
            next,
            &[
                "is|are? needed|required|necessary|wanted|planned",
                "for now",
                "yet",
                "please",
                "per person|user|item needed?",
            ],
        )
        .unwrap_or(next);
        match eat_first(toks, end, &[", and|or? no|without?", "and|or|nor no?", "/"]) {
            Some(next) if noun_phrase(toks, next).is_some() => here = next,
            _ => break,
        }
    }
    let whole = toks.get(end).is_none_or(|t| matches!(t.low.as_str(), "." | ";" | ")" | "," | ":"));
    whole.then(|| (vec![Fact::Aside { left_out: true, toks: at..end }], end))
}

/// Whether a heading names what is not to be built.
pub fn heads_left_out(toks: &[Tok]) -> bool {
    eat_first(toks, 0, LEFT_OUT).is_some_and(|end| end >= toks.len())
}

/// "We are a food charity with forty campaigns", "It runs in our office": a person who tells of
/// themselves. Numbers with a unit, conditions and duties are requirements, whoever says them.
pub fn tells_of_the_writer(toks: &[Tok]) -> bool {
    let first =
        toks.iter().find(|t| t.word && !matches!(t.low.as_str(), "so" | "well" | "ok" | "okay" | "and"));
    // What is listed in brackets is kept.
    if toks.iter().any(|t| t.is("(")) {
        return false;
    }
    let person = first.is_some_and(|t| {
        matches!(
            t.low.as_str(),
            "i" | "we"
                | "i'm"
                | "we're"
                | "i've"
                | "we've"
                | "our"
                | "my"
                | "you"
                | "people"
                | "everybody"
                | "read"
                | "why"
                | "background"
                | "they"
        )
    });
    let limit =
        (0..toks.len()).any(|n| any(toks, n, &["at"]) && any(toks, n + 1, &["most", "least", "once"]));
    let duty = limit
        || toks.iter().any(|t| {
            matches!(
                t.low.as_str(),
                "must"
                    | "mustn't"
                    | "cannot"
                    | "can't"
                    | "should"
                    | "shall"
                    | "only"
                    | "never"
                    | "always"
                    | "when"
                    | "if"
                    | "unless"
                    | "each"
                    | "every"
                    | "want"
                    | "need"
                    | "may"
                    | "require"
                    | "requires"
                    | "can"
            ) || t.is_number()
        });
    let said = toks.iter().any(|t| lexicon().verb(&t.low).is_some_and(|(_, form)| form != Form::Gerund))
        || toks.iter().any(|t| matches!(t.low.as_str(), "is" | "are" | "am" | "we're" | "i'm" | "was"));
    // "Our customers give us their name and mobile number": what is known of them.
    let given =
        (0..toks.len()).any(|n| eat_first(toks, n, &["give|gives|tell|tells|send|sends us|me"]).is_some());
    let fields = toks.iter().filter(|tok| super::is_field_word(&tok.low) && !tok.possessive).count()
        + usize::from(given);
    person && !duty && said && !keeps_records(toks) && fields < 2
}

/// "We also record which firefighters took part", "we note the weather": what is kept is no background.
fn keeps_records(toks: &[Tok]) -> bool {
    const KEPT: &[&str] = &[
        "i|we also|always|just|then|therefore? record|note|log|track|measure|count|document|register|capture|tick|mark|enter|jot",
        "i|we also|always|just|then? write|jot down",
        "i|we also|always|just|then? keep track|record|records|note|notes|count|a",
    ];
    (0..toks.len()).any(|n| eat_first(toks, n, KEPT).is_some())
}

/// `We're a small club with about 30 members`, `I have a flower shop and I do bouquets for weddings`, `our choir needs a
/// music archive`: a person who introduces themselves, to the end of the sentence. Whatever binds, lists or asks for
/// software is none of it.
pub fn introduces(toks: &[Tok]) -> bool {
    let start = polite(toks, 0).map_or(0, |(_, end)| end);
    let start = eat_first(toks, start, &[",|!|."]).unwrap_or(start);
    let labelled =
        eat_first(toks, start, &["context|background|motivation|why|situation|intro|about us? :|—"]);
    let start = labelled.unwrap_or(start);
    let body = toks.get(start..).unwrap_or_default();
    // "this service keeps data for a campsite"
    const KEEPS: &[&str] = &[
        "this|the|our thing|project|system|service|app|tool keeps|stores|holds|manages the? data|information|records for|of|about a|an|our|the|my",
    ];
    if let Some(next) = eat_first(body, 0, KEEPS) {
        return noun_phrase(body, next)
            .is_some_and(|(np, end)| !np.plural && end >= body.len().saturating_sub(1));
    }
    let binds = |tok: &Tok| {
        matches!(
            tok.low.as_str(),
            "(" | ":"
                | ";"
                | "each"
                | "every"
                | "must"
                | "cannot"
                | "can't"
                | "only"
                | "never"
                | "unless"
                | "if"
                | "when"
                | "whether"
                | "should"
                | "shall"
                | "may"
                | "per"
                | "can"
                | "who's"
                | "which"
                | "where"
                | "whose"
                | "both"
        ) || matches!(
            tok.low.as_str(),
            "api"
                | "backend"
                | "app"
                | "software"
                | "tool"
                | "database"
                | "program"
                | "website"
                | "endpoint"
                | "endpoints"
                | "crud"
                | "application"
                | "server"
                | "platform"
                | "microservice"
        )
    };
    const FOLK: &[&str] = &[
        "members",
        "people",
        "employees",
        "volunteers",
        "staff",
        "households",
        "families",
        "kids",
        "children",
        "students",
        "pupils",
        "colleagues",
        "friends",
        "years",
        "persons",
        "locations",
        "branches",
        "of",
    ];
    let counted =
        |n: usize| body.get(n).is_some_and(Tok::is_number) && !(n + 1..n + 3).any(|m| any(body, m, FOLK));
    let commas = body.iter().filter(|tok| tok.is(",")).count();
    if body.len() < 3
        || body.len() > 32
        || commas > 2
        || body.iter().any(binds)
        || (0..body.len()).any(counted)
    {
        return false;
    }
    // "and want to stop using our spreadsheet": what is given up.
    const GIVEN_UP: &[&str] = &[
        "i|we? want|need|would|wish|like to? like? to? get rid of",
        "i'd|we'd like|love to get rid of",
        "i|we? want|need|would|wish|like to? like? to? replace|ditch|drop|retire|stop|digitise|digitize|modernise|modernize",
        "i'd|we'd like|love to replace|ditch|drop|retire|stop|digitise|digitize|modernise|modernize",
    ];
    let gives_up = (0..body.len()).any(|n| eat_first(body, n, GIVEN_UP).is_some());
    let wishes = (0..body.len()).any(|n| {
        any(body, n, &["want", "wants", "need", "needs", "like", "love", "wish", "looking", "we'd", "i'd"])
    });
    // "building a little leaderboard": a name, and no more.
    const BUILDING: &[&str] =
        &["building|making|creating|planning|starting|working on? a|an|our|my lil|little|small|tiny|simple?"];
    if eat_first(body, 0, BUILDING).is_some() {
        return body.len() <= 7 && !body.iter().any(|tok| tok.is("with") || tok.is("that") || tok.is(","));
    }
    const BE: &[&str] = &[
        "i|we am|are a|an|the|just|from|currently|at|two|three|some",
        "i'm|we're a|an|the|just|from|currently|at|two|three|some",
        "this is for my|our|a|an",
        "my name is",
    ];
    const RUN: &[&str] = &[
        "i|we run|own|operate|have|lead|started|opened a|an|our|my|two",
        "i|we am|are running|operating|opening a|an|our|my",
        "i'm|we're running|operating|opening a|an|our|my",
    ];
    if eat_first(body, 0, BE).is_some() {
        return !wishes || gives_up;
    }
    if let Some(next) = eat_first(body, 0, RUN) {
        let place = noun_phrase(body, next - 1).is_some_and(|(np, _)| {
            lexicon().domains.contains(np.last())
                || matches!(np.last(), "business" | "firm" | "hotel" | "farm" | "house" | "kennel")
        });
        return place && (!wishes || gives_up);
    }
    // "Our choir needs a music archive", "the city hall wants to hand out permits online"
    const ARCHIVES: &[&str] = &[
        "archive",
        "register",
        "registry",
        "directory",
        "overview",
        "log",
        "logbook",
        "tracker",
        "inventory",
        "catalogue",
        "catalog",
        "planner",
        "administration",
        "system",
        "solution",
        "list",
        "book",
    ];
    let ours = any(body, 0, &["our", "my"]) || labelled.is_some() && any(body, 0, &["the", "a", "an"]);
    let Some((np, verb)) = noun_phrase(body, 0).filter(|_| ours) else { return false };
    let known = lexicon().domains.contains(np.last()) || labelled.is_some() || any(body, 0, &["our"]);
    if !known || np.plural {
        return false;
    }
    if let Some(wish) =
        eat_first(body, verb, &["needs|wants|requires a|an|our|the new|small|simple|little|digital?"])
    {
        return noun_phrase(body, wish)
            .is_some_and(|(np, end)| ARCHIVES.contains(&np.last()) && end >= body.len().saturating_sub(1));
    }
    labelled.is_some()
        && eat_first(body, verb, &["wants|needs to", "would like to", "is planning to"]).is_some()
}

/// `I conduct an amateur choir and want to …`, `I'm the treasurer of a club, and we need …`: who writes, before what
/// they want. Answers with where the wish begins.
pub fn writer(toks: &[Tok], at: usize) -> Option<usize> {
    const WHO: &[&str] = &[
        "i|we am|are|run|own|operate|conduct|lead|organise|organize|coach|teach|belong|live|work|volunteer|started|chair|head",
        "i|we have a|an|our|my",
        "i'm|we're",
    ];
    const WISH: &[&str] = &[
        "and|so|, and|, so i|we want|need",
        "and|so|, and|, so i|we would like",
        "and|so|, and|, so i'd|we'd like",
        "and want|need|wish to",
        "and would like to",
    ];
    eat_first(toks, at, WHO)?;
    let joint = (at + 2..toks.len().min(at + 16)).find(|n| eat_first(toks, *n, WISH).is_some())?;
    let plain =
        toks.get(at..joint)?.iter().all(|tok| tok.word && !tok.is_number() || tok.is("-") || tok.is("'"));
    plain.then(|| eat_first(toks, joint, &[", and|so", "and|so"])).flatten()
}

/// `want to get rid of our Excel sheet`, `to replace the paper forms`: what it is that is given up.
pub fn given_up(toks: &[Tok], at: usize) -> Option<usize> {
    const UP: &[&str] = &[
        "i|we? want|need|would|wish|like to? like? to? get rid of",
        "i|we? want|need|would|wish|like to? like? to? replace|ditch|drop|retire|stop using|with",
    ];
    let next = eat_first(toks, at, UP)?;
    let (np, end) = noun_phrase(toks, next)?;
    const OLD: &[&str] = &[
        "sheet",
        "sheets",
        "spreadsheet",
        "spreadsheets",
        "excel",
        "paper",
        "papers",
        "forms",
        "list",
        "lists",
        "book",
        "books",
        "notebook",
        "folders",
        "file",
        "files",
        "whiteboard",
    ];
    OLD.contains(&np.last()).then_some(end)
}

/// A heading or a label that names a part of the document and says nothing else.
pub fn is_label(toks: &[Tok]) -> bool {
    let words: Vec<&Tok> = toks.iter().filter(|t| t.word).collect();
    if words.is_empty()
        || words.len() > 5
        || toks.iter().any(|t| any(std::slice::from_ref(t), 0, &["(", ","]))
    {
        return false;
    }
    let Some((np, end)) = noun_phrase(toks, 0) else {
        return words
            .iter()
            .all(|t| lexicon().fillers.contains(&t.low) || crate::words::stop::is_stop(&t.low));
    };
    let general = np.low.iter().all(|word| {
        lexicon().technical.contains(word)
            || lexicon().fillers.contains(word)
            || matches!(
                word.as_str(),
                "rule"
                    | "rules"
                    | "extra"
                    | "business"
                    | "functional"
                    | "non"
                    | "quality"
                    | "technical"
                    | "lists"
                    | "queries"
                    | "report"
                    | "reports"
                    | "reporting"
                    | "statistics"
                    | "stats"
                    | "figures"
                    | "views"
                    | "searches"
                    | "stack"
                    | "why"
                    | "what"
                    | "how"
                    | "background"
                    | "context"
                    | "tasks"
                    | "notes"
                    | "quick"
            )
    });
    end >= toks.len() && (declare::heads_a_part(&np) || general) || low(toks, 0) == "rfc"
}

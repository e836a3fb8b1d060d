//! What stands before the matter: the number and the name of a ticket, who writes and what they have, and the one story
//! that says what all of it is for. None of it is kept, so none of it is asked about.

use crate::{
    english::{
        clause::aside,
        cursor::{any, eat_first},
        evidence::{Fact, Quant},
        lexicon::lexicon,
        noun::{noun_list, noun_phrase},
        token::Tok,
    },
    words,
};

use super::draft::Sentence;

/// How many sentences a preface takes at most: a title, a greeting, who writes, and why.
const LONGEST: usize = 4;

pub fn settle(sentences: &mut [Sentence]) {
    for n in 0..sentences.len().min(LONGEST) {
        let Some(sentence) = sentences.get(n) else { return };
        let end = sentence.toks.len();
        let does = background(&sentence.toks);
        let told = ticket(&sentence.toks) || does;
        // What they do ties nothing that is kept.
        let loose =
            |fact: &Fact| matches!(fact, Fact::Link { .. } | Fact::Mention { .. } | Fact::Filler { .. });
        let written =
            n == 0 && rented(&sentence.toks) && sentences.len() > 1 || aside::introduces(&sentence.toks);
        if told && (!states(sentence) || sentence.facts.iter().all(loose)) || written {
            if let Some(sentence) = sentences.get_mut(n) {
                // "We use FastAPI for everything else": what they build with is said all the same.
                sentence.facts.retain(|fact| matches!(fact, Fact::Stack { .. }));
                // Whether what they do asks for anything is judged when the things are known.
                if !does || written {
                    sentence.facts.push(Fact::Aside { left_out: false, toks: 0..end });
                }
            }
            continue;
        }
        if let Some(facts) = story(sentences, n).or_else(|| ours(&sentences.get(n)?.toks)) {
            if let Some(sentence) = sentences.get_mut(n) {
                sentence.facts = facts;
            }
            continue;
        }
        let stated = states(sentence);
        let opening = titled(sentence).or_else(|| asker(sentence)).filter(|_| n == 0);
        if let Some((sentence, toks)) = sentences.get_mut(n).zip(opening) {
            sentence.facts.push(Fact::Aside { left_out: false, toks });
        }
        if stated && !(n == 0 && is_title(&sentences[n])) {
            return;
        }
    }
}

/// "Best regards", and below it "Maria Lopez", "Hotel Sol": who signs. Nothing but names of people and places stands there.
pub fn signed(sentences: &mut [Sentence]) {
    const FAREWELL: &[&str] = &[
        "best|kind|warm|with? best|kind|warm? regards|wishes|greetings ,?",
        "thanks|thank|thx|cheers|greetings|regards|sincerely|best|yours you? very? much? a? lot? in? advance? sincerely|truly|faithfully? ,?",
        "many thanks in? advance? ,?",
        "ta|tata|bye|love|yours ,?",
        "all the best ,?",
        "take care ,?",
        "see you soon|then|there|tomorrow|monday? ,?",
        "talk|speak soon ,?",
    ];
    let Some(last) = sentences.iter().rposition(|sentence| {
        eat_first(&sentence.toks, 0, FAREWELL)
            .is_some_and(|end| sentence.toks.iter().skip(end).all(|tok| !tok.word || tok.capitalised()))
    }) else {
        return;
    };
    let name = |sentence: &Sentence| {
        sentence.toks.len() <= 5
            && sentence.toks.iter().any(|tok| tok.word)
            && sentence
                .toks
                .iter()
                .all(|tok| tok.capitalised() || matches!(tok.low.as_str(), "," | "." | "-" | "—" | "of"))
    };
    let behind = sentences.len() - last - 1;
    if behind > 3 || !sentences.iter().skip(last + 1).all(name) {
        return;
    }
    for sentence in sentences.iter_mut().skip(last + 1) {
        sentence.facts = vec![Fact::Aside { left_out: false, toks: 0..sentence.toks.len() }];
    }
}

/// `Coffee roastery log`: a name, and no sentence.
fn is_title(sentence: &Sentence) -> bool {
    let named = |fact: &Fact| matches!(fact, Fact::Mention { .. } | Fact::Frame { .. } | Fact::Filler { .. });
    sentence.toks.len() <= 6
        && sentence.toks.iter().all(|tok| tok.word && !tells(tok))
        && sentence.facts.iter().all(named)
}

/// Whether any fact takes a word of the range.
fn read_there(sentence: &Sentence, range: &std::ops::Range<usize>) -> bool {
    sentence.facts.iter().any(|fact| fact.toks().start < range.end && fact.toks().end > range.start)
}

/// `Street lamps for the city: each lamp has …`: a title before what the sentence says.
fn titled(sentence: &Sentence) -> Option<std::ops::Range<usize>> {
    let toks = &sentence.toks;
    let colon = (1..toks.len().min(8)).find(|at| any(toks, *at, &[":", "—"]))?;
    let title = toks.get(..colon)?;
    let plain = title.iter().all(|tok| tok.word && !tok.is_number() && !tells(tok));
    let clause = any(toks, colon + 1, &["each", "every", "a", "an", "there", "the", "we", "i"]);
    (plain && clause && states(sentence) && !read_there(sentence, &(0..colon + 1))).then_some(0..colon + 1)
}

/// `As the product owner of a car-sharing service I want an API that …`: who asks, where nobody else tells a story.
fn asker(sentence: &Sentence) -> Option<std::ops::Range<usize>> {
    let toks = &sentence.toks;
    eat_first(toks, 0, &["as a|an|the|our"])?;
    const BUILT: &[&str] = &[
        ",? i|we want|need to? have|get|build? a|an|the|our rest|crud|small|simple|web? api|backend|service|app|system|tool",
        ",? i|we would like to? have|get|build? a|an|the|our rest|crud|small|simple|web? api|backend|service|app|system|tool",
    ];
    let wants = (2..toks.len().min(16)).find(|at| eat_first(toks, *at, BUILT).is_some())?;
    (!read_there(sentence, &(0..wants))).then_some(0..wants)
}

/// `Our parish hall can be rented`: what all the rest is about.
fn rented(toks: &[Tok]) -> bool {
    const RENTED: &[&str] = &["can be rented|hired|booked|visited|borrowed|reserved"];
    let place = noun_phrase(toks, 0).filter(|(np, _)| any(toks, 0, &["our", "my"]) && !np.plural);
    place.is_some_and(|(_, next)| eat_first(toks, next, RENTED).is_some_and(|end| end >= toks.len()))
}

/// `We roast small batches and want to compare them later`, `Our village runs a ferry and I would like to get rid of the
/// paper book`: what the writers do, and a wish that names nothing to be kept.
fn background(toks: &[Tok]) -> bool {
    const GREETING: &[&str] = &["hi|hello|hey there|all|everyone|everybody|team? ,|!?"];
    let start = eat_first(toks, 0, GREETING).unwrap_or(0);
    let body = toks.get(start..).unwrap_or_default();
    const WRITERS: &[&str] =
        &["my|our wife|husband|partner|brother|sister|friend|daughter|son|team and i|me", "we|i"];
    let ours = any(body, 0, &["our", "my"]) && noun_phrase(body, 0).is_some();
    let told = eat_first(body, 0, WRITERS).is_some() || ours;
    const VAGUE: &[&str] = &[
        "want|need|wish|like|love to? get rid of",
        "want|need|wish|like|love to? get|move away from",
        "want|need|wish|like|love to? replace|ditch|drop|retire|stop|digitise|digitize the|our|all",
        "want|need|wish|like|love to? compare|see|find|have|keep|look|know at? them|it|everything",
        "need|want somewhere|something|anything|place|way to put|keep|store|hold",
    ];
    // A wish that names something is no background.
    let wishes = |n: usize| {
        any(body, n, &["want", "wants", "need", "needs", "like", "wish", "looking", "we'd", "i'd"])
    };
    let vague = |n: usize| eat_first(body, n, VAGUE).is_some();
    const KEEPING: &[&str] = &[
        "store", "track", "record", "keep", "log", "note", "register", "manage", "save", "allow", "let",
        "offer", "charge", "accept", "give", "count",
    ];
    let keeps = |n: usize| any(body, n, KEEPING) && !(0..=n).any(|before| n - before < 8 && vague(before));
    let bound = |tok: &Tok| {
        tok.is("(")
            || tok.is(":")
            || tok.is(";")
            || tok.is_number()
            || tells(tok)
            || matches!(
                tok.low.as_str(),
                "when"
                    | "if"
                    | "whether"
                    | "never"
                    | "always"
                    | "no"
                    | "not"
                    | "which"
                    | "whose"
                    | "with"
                    | "per"
                    | "api"
                    | "backend"
                    | "app"
                    | "endpoint"
                    | "database"
                    | "software"
                    | "system"
                    | "yearly"
                    | "monthly"
                    | "weekly"
                    | "daily"
            )
    };
    told && (4..=32).contains(&body.len())
        && body.iter().filter(|tok| tok.is(",")).count() <= 1
        && !body.iter().any(bound)
        && (0..body.len()).all(|n| !wishes(n) || vague(n))
        && !(0..body.len()).any(keeps)
}

/// Whether the sentence says what is kept or built.
fn states(sentence: &Sentence) -> bool {
    sentence.facts.iter().any(|fact| {
        !matches!(
            fact,
            Fact::Filler { .. }
                | Fact::Unread { .. }
                | Fact::Aside { .. }
                | Fact::Stack { .. }
                | Fact::Mention { .. }
        )
    })
}

/// `Ticket FLEET-212: Vehicle inspection service`, `CHOIR-18 Score archive`, `Issue #12 - Berths`: a number and a name.
fn ticket(toks: &[Tok]) -> bool {
    let named = eat_first(toks, 0, &["[", "ticket|issue|task|story|epic|feature|jira|bug|card"]);
    let start = eat_first(toks, named.unwrap_or(0), &["id|no|number|:|#|-"]).unwrap_or(named.unwrap_or(0));
    let capitals = |tok: &Tok| {
        tok.raw.len() >= 2 && tok.raw.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let id = toks.get(start).is_some_and(capitals)
        && any(toks, start + 1, &["-", "_"])
        && toks.get(start + 2).is_some_and(Tok::is_number);
    let number = named.is_some() && toks.get(start).is_some_and(Tok::is_number);
    let behind = if id { start + 3 } else { start + 1 };
    if !(id || number) {
        return false;
    }
    let behind = eat_first(toks, behind, &["]"]).unwrap_or(behind);
    let name = eat_first(toks, behind, &[":|-|—|–|."]).unwrap_or(behind);
    let rest = toks.get(name..).unwrap_or_default();
    rest.iter().filter(|tok| tok.word).count() <= 8
        && !rest.iter().any(|tok| tok.is(",") || tok.is("(") || tok.is(":") || tells(tok))
}

fn tells(tok: &Tok) -> bool {
    matches!(
        tok.low.as_str(),
        "has"
            | "have"
            | "must"
            | "can"
            | "cannot"
            | "may"
            | "should"
            | "only"
            | "is"
            | "are"
            | "belongs"
            | "each"
            | "every"
    )
}

const KEEP: &[&str] = &[
    "keep track|record|records|account of",
    "keep an|the overview|eye of|on",
    "keep|track|manage|record|store|organise|organize|administer|administrate|maintain|document|register|log|handle|digitise|digitize|collect|know|have",
];
const WHY: &[&str] = &[",? so that", ",? so i|we", ",? in order to", ",? because", ",? to"];

/// `As a yard clerk I want to keep containers and their positions so that I find them again`: the one story of a text,
/// whose deed is to keep what the rest describes. It names the things, and nobody who uses them.
fn story(sentences: &[Sentence], n: usize) -> Option<Vec<Fact>> {
    const WANTS: &[&str] = &[
        ",? i|we want|need|wish|would like to? be? able? to?",
        ",? i'd|we'd like to? be? able? to?",
        ",? i|we want|need to? be? able? to?",
    ];
    let toks = &sentences.get(n)?.toks;
    let tells_one = |sentence: &Sentence| eat_first(&sentence.toks, 0, &["as a|an|the|our"]).is_some();
    if !tells_one(sentences.get(n)?) || sentences.iter().filter(|sentence| tells_one(sentence)).count() != 1 {
        return None;
    }
    // "As a cook I want to store recipes" is a right of cooks.
    let right = |fact: &Fact| matches!(fact, Fact::Permit { acts, .. } if acts.iter().any(|act| super::permits::ops_of(&act.verb).is_some()));
    let wants = (2..toks.len().min(16)).find(|at| eat_first(toks, *at, WANTS).is_some())?;
    let keeps = any(toks, eat_first(toks, wants, WANTS)?, &["keep"]);
    if !keeps && sentences.get(n)?.facts.iter().any(right) {
        return None;
    }
    let who = toks.get(1..wants)?;
    if who.iter().any(|tok| tok.is(":") || tok.is("(")) {
        return None;
    }
    let facts = kept(toks, eat_first(toks, wants, WANTS)?)?;
    // Who is spoken of later is a role like the others.
    let last = words::singular(&who.iter().rev().find(|tok| tok.word && !tok.possessive)?.low);
    let again = |sentence: &Sentence| sentence.toks.iter().any(|tok| words::singular(&tok.low) == last);
    if sentences.iter().skip(n + 1).any(again) {
        return None;
    }
    Some(facts)
}

/// `Our fire brigade wants to log its missions`: whose it is, and what they keep.
fn ours(toks: &[Tok]) -> Option<Vec<Fact>> {
    let (np, next) = noun_phrase(toks, 0).filter(|_| any(toks, 0, &["our", "my", "the"]))?;
    let wish = eat_first(toks, next, &["wants|needs|wishes|likes|has to", "would like to"])?;
    let place = lexicon().domains.contains(np.last()) || any(toks, 0, &["our", "my"]);
    if !place || np.plural {
        return None;
    }
    kept(toks, wish)
}

/// What stands behind a wish: the deed of keeping, the things, and why.
fn kept(toks: &[Tok], wish: usize) -> Option<Vec<Fact>> {
    let deed = eat_first(toks, wish, KEEP)?;
    let stop = (deed..toks.len()).find(|at| eat_first(toks, *at, WHY).is_some()).unwrap_or(toks.len());
    let (things, end) = noun_list(toks.get(..stop)?, deed)?;
    // What follows the things says more than that they are kept.
    let more = toks.get(end..stop).unwrap_or_default();
    let bound = |tok: &Tok| tok.is("(") || tok.is(":") || tok.is("with") || tok.is_number() || tells(tok);
    if more.iter().any(bound) || more.len() > 8 {
        return None;
    }
    let mut facts = vec![Fact::Aside { left_out: false, toks: 0..deed }];
    if stop < toks.len() {
        facts.push(Fact::Aside { left_out: false, toks: stop..toks.len() });
    }
    if end < stop {
        facts.push(Fact::Aside { left_out: false, toks: end..stop });
    }
    for np in things {
        let kept = np.plural && np.quant != Quant::No && !lexicon().technical.contains(np.last());
        let toks = np.toks.clone();
        facts.push(if kept {
            Fact::Mention { np, weight: 1 }
        } else {
            Fact::Aside { left_out: false, toks }
        });
    }
    Some(facts)
}

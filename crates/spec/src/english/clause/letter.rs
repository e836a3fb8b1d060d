//! Sentences of a letter around its matter: who writes, whom they look for, how it was done until now, by when it is
//! wanted, what is attached. They say nothing of the software, and nobody is asked what they mean.
//!
//! A sentence is set aside where all of its parts are of that kind. What binds, lists or wishes is none of it.

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::Fact,
        lexicon::lexicon,
        noun::noun_phrase,
        token::Tok,
    },
    stack,
};

const GREETING: &[&str] = &[
    "hi|hello|hey|hiya|dear|good morning|afternoon|evening|day? there|all|everyone|everybody|folks|team|guys|sir|madam? ,|!|.?",
];

/// More words than these are no sentence of a letter.
const LONGEST: usize = 36;

pub fn read(toks: &[Tok]) -> Option<Vec<Fact>> {
    let end = (0..toks.len()).rev().find(|n| toks[*n].word).map_or(0, |n| n + 1);
    if end == 0 || end > LONGEST || (0..end).any(|n| binds(toks, n)) {
        return None;
    }
    let start = eat_first(toks, 0, GREETING).filter(|next| *next < end).unwrap_or(0);
    let body = toks.get(start..end)?;
    let whole = labelled(body)
        || many_of_us(body)
        || goal(body)
        || speaks_of_itself(body)
        || until_now(body)
        || by_when(body)
        || personal(body)
        || polite(body);
    if !whole && !parts(body) {
        return None;
    }
    // "… to make the backend in FastAPI": what to build with is said all the same.
    let mut facts = Vec::new();
    let mut at = start;
    while at < end {
        match stack::read(toks, at) {
            Some((found, next)) if next > at => {
                facts.extend(found);
                at = next;
            }
            _ => at += 1,
        }
    }
    facts.push(Fact::Aside { left_out: false, toks: 0..toks.len() });
    Some(facts)
}

/// Whether the word is one of those that the list has between spaces.
fn one_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// `Here's what we have in mind: …`, `the details:`: where what it leads to begins.
pub fn lead(toks: &[Tok]) -> Option<usize> {
    let colon = toks.iter().position(|tok| tok.is(":")).filter(|n| n + 1 < toks.len())?;
    speaks_of_itself(toks.get(..colon)?).then_some(colon + 1)
}

/// Words of a duty, a condition or a list.
fn binds(toks: &[Tok], n: usize) -> bool {
    any(
        toks,
        n,
        &[
            "must", "cannot", "can't", "only", "never", "unless", "each", "every", "whether", "per", "(",
            "|", "=", ">", "<", "`", "whose", "{", "[",
        ],
    )
}

/// `I'm Tom, I run a bike workshop in Ghent and I am looking for a developer`: one part behind another, each of whoever
/// writes.
fn parts(body: &[Tok]) -> bool {
    let mut at = 0;
    let mut told = 0;
    while at < body.len() {
        let Some(next) = who(body, at).or_else(|| looking(body, at)) else { return false };
        told += 1;
        at = eat_first(body, next, &[", and|so|but|where?", "and|so|but", ";|.|—|-"]).unwrap_or(next);
        if at == next && at < body.len() {
            return false;
        }
    }
    told > 0
}

/// Who writes, to the end of what is said of them: `we are a dialysis ward with 14 beds`, `I have a bakery in Lyon`.
fn who(toks: &[Tok], at: usize) -> Option<usize> {
    const NAMED: &[&str] = &["my name is|'s", "i am|'m", "i'm", "this is", "it's", "name 's"];
    if let Some(next) = eat_first(toks, at, NAMED)
        && toks.get(next).is_some_and(Tok::capitalised)
        && lexicon().stack_names(low(toks, next)).is_empty()
    {
        let more = |n: usize| toks.get(n).is_some_and(|tok| tok.word && tok.capitalised());
        let last = (next..next + 3).take_while(|n| more(*n)).last()?;
        let from = eat_first(toks, last + 1, &["from|of|at the|our|a?"]);
        return Some(from.and_then(|n| place(toks, n)).unwrap_or(last + 1));
    }
    const BE: &[&str] = &[
        "i|we am|are just|currently|both|all? a|an|the|two|three|four|from",
        "i'm|we're just|currently|both|all? a|an|the|two|three|four|from",
    ];
    const RUN: &[&str] = &[
        "i|we run|own|operate|started|opened|founded",
        "i|we am|are running|operating|opening",
        "i'm|we're running|operating|opening",
    ];
    const HAVE: &[&str] = &["i|we have|manage|lead|organise|organize"];
    let article = |n: usize| eat_first(toks, n, &["a|an|the|our|my|two|three|four|from"]).unwrap_or(n);
    if let Some(next) = eat_first(toks, at, BE) {
        // "I am looking for …", "we are a team that …" tell more.
        let next = eat_first(toks, next, &["small|little|tiny|local|young|big|busy"]).unwrap_or(next);
        return place(toks, next);
    }
    if let Some(next) = eat_first(toks, at, RUN) {
        return place(toks, article(next)).filter(|_| article(next) > next);
    }
    let next = eat_first(toks, at, HAVE)?;
    let (np, _) = noun_phrase(toks, article(next))
        .filter(|_| any(toks, next, &["a", "an", "the", "our", "two", "three"]))?;
    lexicon().domains.contains(&crate::words::singular(np.last())).then(|| place(toks, article(next)))?
}

/// `dialysis ward with 14 beds`, `bike workshop in the centre of Ghent`, `team of five`: a name, where it is, and how big.
fn place(toks: &[Tok], at: usize) -> Option<usize> {
    let mut end = nouns(toks, at)?;
    while let Some(next) = eat_first(
        toks,
        end,
        &[
            "in|at|near|on|by|from|of|for|outside|around the|a|an|our|my?",
            "with|of about|around|over|roughly|some?",
            "who|that make|makes|sell|sells|teach|teaches|do|does|offer|offers|repair|repairs|build|builds|rent|rents",
        ],
    ) {
        let next = if toks.get(next).is_some_and(Tok::is_number) { next + 1 } else { next };
        match nouns(toks, next).or_else(|| (next > end + 1).then_some(next)) {
            Some(after) => end = after,
            None => break,
        }
    }
    Some(end)
}

/// A run of the words of names: no verb of a clause, no mark but a hyphen.
fn nouns(toks: &[Tok], at: usize) -> Option<usize> {
    const STOP: &str = "and so but or with in at near on by from of for who that which want wants need needs has have is are \
        we i would like to where looking outside around can may should using keep keeps if when";
    let name = |n: usize| {
        toks.get(n).is_some_and(|tok| (tok.word || tok.is("-") || tok.is("'")) && !one_of(STOP, &tok.low))
    };
    let end = (at..toks.len()).find(|n| !name(*n)).unwrap_or(toks.len());
    (end > at && end - at <= 6).then_some(end)
}

/// `I am looking for somebody to make the backend in FastAPI`, `looking for a developer`.
fn looking(toks: &[Tok], at: usize) -> Option<usize> {
    const SEARCH: &[&str] = &[
        "i|we? am|are|'m|'re? looking|searching for",
        "i'm|we're looking|searching for",
        "i|we? need|want|seek",
    ];
    const WHOM: &[&str] = &[
        "somebody|someone|anybody|anyone|help",
        "a|an|the|some|one? good|experienced|freelance|backend|web|software|python|junior|senior|student|local? developer|freelancer|programmer|agency|dev|coder|engineer|developers|freelancers|programmers",
    ];
    const TASK: &[&str] = &[
        "who|that|which? can|could|will|would|to|for? build|make|create|write|develop|implement|program|code|do|building|making|help|helps with|us|me? with? this|it|that|the|a|an|our|my small|simple|rest? backend|api|app|software|system|tool|program|application|service|server|database?",
        "who|that can|could help us|me?",
    ];
    let whom = eat_first(toks, at, SEARCH).and_then(|next| eat_first(toks, next, WHOM))?;
    let task = eat_first(toks, whom, TASK).unwrap_or(whom);
    let for_us = eat_first(toks, task, &["for us|me|it|this|that"]).unwrap_or(task);
    let stacked = eat_first(toks, for_us, &["in|with|using|on"]).and_then(|next| {
        let mut end = next;
        while let Some(name) = stack::name_at(toks, end) {
            end = eat_first(toks, name.end(), &["and|with|,|/|+"])
                .filter(|n| stack::name_at(toks, *n).is_some())
                .unwrap_or(name.end());
        }
        (end > next).then_some(end)
    });
    Some(stacked.unwrap_or(for_us))
}

/// Words with which a text speaks of itself.
const ITSELF: &str = "table tables list lists object objects attribute attributes entity entities field fields data model \
    models document text mail email message description descriptions spec specification sketch details \
    detail requirements requirement idea ideas thing things stuff information info example examples \
    section page schema structure diagram file attachment notes wishes features rest project system \
    software app api tool questions question columns column rows properties types shows show describes \
    describe contains contain explains explain gives give holds needed need needs want have has is are \
    look see find follow follows comes come attached attach attaching send sent sends sending discussed \
    agreed talked spoke mentioned said ask know hope think thought the this that these those here here's \
    there below above following our my your and with their its all what how we i you it in on of for to \
    at as first later soon next more some a an mind clear unclear understandable sense makes anything \
    something everything just please if when let me us will would be do does up together put wrote \
    written down short quick so then rough roughly am far collected listed use used s : , - . hesitate \
    don't feel free another one missing isn't not doesn't enough colleague boss tomorrow";

/// `The following table lists the objects and their attributes`, `Here's what we have in mind:`, `If anything is unclear
/// just ask`: every word is of the text or small, and one of them points at it.
fn speaks_of_itself(body: &[Tok]) -> bool {
    const POINTS: &str = "here here's below above following attached attach attachment unclear clear questions question sense \
        document text mail sketch discussed agreed mentioned follow later";
    body.len() >= 3
        && body.iter().any(|tok| one_of(POINTS, &tok.low))
        && body.iter().all(|tok| one_of(ITSELF, &tok.low))
        // "Following fields are needed: …" goes on.
        && !body.iter().rev().skip(1).any(|tok| tok.is(":"))
}

/// `Right now it's all in one big spreadsheet`, `Until now everything was on paper`, `We keep losing the paper forms`.
fn until_now(body: &[Tok]) -> bool {
    const MEANS: &str = "excel spreadsheet spreadsheets paper papers binder binders whiteboard whiteboards notebook notebooks \
        hand cards sheet sheets word whatsapp folder folders calendar pencil pen head heads forms post-its \
        airtable access diary ledger chalkboard blackboard board mess chaos";
    const TIMES: &[&str] = &[
        "until|till|up now|to|today now?",
        "right|just|by? now",
        "currently|today|nowadays|previously|formerly|presently|now",
        "at the moment",
        "so far",
        "these days",
        "for years|decades|ages",
        "in the past",
        "before",
    ];
    let time = eat_first(body, 0, TIMES);
    let start = time.map_or(0, |n| eat_first(body, n, &[","]).unwrap_or(n));
    const WE: &[&str] =
        &["we|i|they|nobody|everything|all|it|it's|that's|this|that|our|the|everyone|everybody|most"];
    let wishes = body.iter().any(|tok| {
        matches!(
            tok.low.as_str(),
            "want"
                | "need"
                | "wish"
                | "like"
                | "would"
                | "should"
                | "may"
                | "can"
                | ":"
                | "with"
                | "has"
                | "store"
                | "track"
        ) && !(tok.is("with")
            && body.iter().any(|tok| {
                tok.is("did") || tok.is("do") || tok.is("done") || tok.is("work") || tok.is("used")
            }))
    });
    let means = body.iter().any(|tok| one_of(MEANS, &tok.low));
    let used = (0..body.len()).any(|n| {
        eat_first(
            body,
            n,
            &[
                "is|was|are|were|it's|that's so|all|still|just|always|only|getting|in|on|by|with|kept|done|written|a|too|such|one|noted|managed|handled|lying|big|huge",
                "use|used|using|keep|kept|do|did|have|had|lose|losing|lost|manage|managed|write|wrote|work|worked|note|noted|died|grows|grew",
            ],
        )
        .is_some()
    });
    let loses = (0..body.len()).any(|n| {
        eat_first(
            body,
            n,
            &[
                "find anything|something",
                "lose|losing|lost track|overview",
                "knows|know anything|who|what|where anymore",
            ],
        )
        .is_some()
    });
    eat_first(body, start, WE).is_some()
        && !wishes
        && (means && used && body.len() <= 18 || loses && body.len() <= 10)
}

/// `We need it by March`, `It should be ready by the end of June`, `The deadline is May 1`, `No rush`.
fn by_when(body: &[Tok]) -> bool {
    const WHEN: &[&str] = &[
        "we|i need|want|would it|this|that|everything|to? have|get? it? done|ready|finished|live|online? by|until|before|in|for|within|till",
        "it|this|that|everything|project should|must|has|needs|shall|will to? be ready|done|finished|live|online|up by|until|before|in|for|within|till",
        "the|our|my? deadline|launch|start|go-live is|would|will be? in|on|at|by|the?",
        "we|i want|need|plan|would like? to? start|launch|go live? in|on|by|at|before",
    ];
    const TIMES: &str = "january february march april may june july august september october november december spring summer \
        autumn fall winter week weeks month months year years monday friday tuesday wednesday thursday \
        saturday sunday season christmas easter soon days tomorrow";
    const MONEY: &[&str] = &["the|our|my budget is|of|for|around", "budget :|is"];
    // "Budget: p95 latency at most 150 ms" is a budget of time.
    let time = |tok: &Tok| {
        matches!(
            tok.low.as_str(),
            "ms" | "milliseconds" | "latency" | "p95" | "p99" | "p90" | "p50" | "mb" | "gb"
        )
    };
    if eat_first(body, 0, MONEY).is_some() && body.len() <= 12 && !body.iter().any(time) {
        return true;
    }
    let Some(next) = eat_first(body, 0, WHEN) else {
        return eat_first(
            body,
            0,
            &["there is|'s? no rush|hurry|pressure", "no rush|hurry|pressure", "take your time"],
        )
        .is_some_and(|end| end >= body.len());
    };
    body.len() - next.min(body.len()) <= 6 && body.iter().skip(next).any(|tok| one_of(TIMES, &tok.low))
}

/// `Sorry for my English`, `I am not a programmer`, `This is for my thesis`, `sent from my phone`.
fn personal(body: &[Tok]) -> bool {
    const OF_ME: &[&str] = &[
        "sorry|excuse|apologies|pardon|forgive for? my|the|any|all? bad|poor|broken? english|typos|spelling|mistakes|grammar|errors|length|long",
        "please excuse|forgive|ignore|overlook my|the|any? bad|poor? english|typos|spelling|mistakes|grammar|errors",
        "i am|'m not|no a|an? programmer|developer|coder|technical|engineer|expert|specialist|it",
        "i'm not|no a|an? programmer|developer|coder|technical|engineer|expert|specialist|it",
        "we are|'re not|no programmers|developers|technical|experts",
        "i|we don't know much|anything|a about|lot",
        "this|it is for|only|just for|a|my|our|school? school|university|college|uni|thesis|homework|hackathon|class|course|portfolio|internal project|assignment|use|work?",
        "it's|that's only|just? for my|a|our|internal|school? thesis|project|use|homework|school|hackathon",
        "this|it is my|our|a first|second|little|small? project|try|attempt|post",
        "sent from my|an",
        "you|please can|could|may? reach|call|contact|write|phone|mail|email me|us",
        "call|phone|mail|ring me|us",
    ];
    body.len() <= 12
        && eat_first(body, 0, OF_ME).is_some()
        && !body.iter().any(|tok| matches!(tok.low.as_str(), ":" | "when" | "if" | "has" | "have" | "with"))
}

/// `Background: our old tool died last week`, `About us: we teach piano and violin`: the label says what the rest is.
fn labelled(body: &[Tok]) -> bool {
    const LABELS: &[&str] = &[
        "background|context|motivation|situation|intro|introduction|story :",
        "about us|me :",
        "who we are :",
        "why :",
    ];
    let Some(next) = eat_first(body, 0, LABELS) else { return false };
    let rest = body.get(next..).unwrap_or_default();
    const SAID: &str = "has have should shall can may : if when want need api backend app store stores track";
    !rest.is_empty() && rest.len() <= 18 && !rest.iter().any(|tok| one_of(SAID, &tok.low))
}

/// `We have about 200 pupils and 12 teachers`: how many there are, and none of them told of.
fn many_of_us(body: &[Tok]) -> bool {
    let Some(mut at) = eat_first(
        body,
        0,
        &[
            "we|i currently|now|today? have|serve|count|employ|host about|around|roughly|approximately|over|some|nearly|almost|currently",
        ],
    ) else {
        return false;
    };
    loop {
        if !body.get(at).is_some_and(Tok::is_number) {
            return false;
        }
        let Some(end) = nouns(body, at + 1) else { return false };
        if end >= body.len() {
            return true;
        }
        let Some(next) = eat_first(body, end, &[", and", "and|,"]) else { return false };
        at = eat_first(body, next, &["about|around|roughly|some"]).unwrap_or(next);
    }
}

/// `The goal is to replace our paper lists`, `Goal: less paper`: what it is good for.
fn goal(body: &[Tok]) -> bool {
    const GOAL: &[&str] = &[
        "the|our|my? goal|aim|purpose|idea|point|intention of|for|behind? this|the|our? project|system|app|tool|software|whole? thing? is|: to?",
        "the|this is to",
    ];
    const VAGUE: &[&str] = &[
        "replace|ditch|drop|retire|digitise|digitize|modernise|modernize|stop using|losing?",
        "get rid of",
        "get|move|go away|digital|paperless",
        "have|keep|get|gain a|an|the? better? overview",
        "less|no more? paper|chaos|work|paperwork|mess|calls|errors",
        "save us? time|paper|money|work",
        "make our|my|it|life|everyday|this? life|work|easier",
    ];
    eat_first(body, 0, GOAL).and_then(|next| eat_first(body, next, VAGUE)).is_some()
        && body.len() <= 18
        && !body.iter().any(|tok| matches!(tok.low.as_str(), "with" | "by" | "where" | "has" | ","))
}

/// `Could you help me with this?`, `hope you're doing well`, `that's all for now`, `more features will follow`.
fn polite(body: &[Tok]) -> bool {
    const KIND: &[&str] = &[
        "can|could|would|will you please? help|do|build|make|implement|code|create|write|assist|support us|me|this|that|it? with|to|do? this|that|it|please?",
        "that|this is|was|would|'s be? it|all|everything for? now|today|the? moment|start?",
        "that's it|all|everything for? now|today|the? moment|start?",
        "the? rest|more|details|others|further|additional features|details|things|stuff|information|wishes|ideas? will? comes|come|follow|follows|be later|soon|next|then|added?",
        "more|details|rest later|soon|to come|follow?",
        "how|what long|much|do would|does|will|you it|this|that|think cost|take|need|be?",
        "what do you think|need",
        "is|would that|this|it be? possible|feasible|okay|ok|doable",
        "that would be great|nice|super|awesome|perfect|it|all|lovely",
    ];
    const OPEN: &[&str] = &[
        "i|we? hope|hoping you|everyone|everything|all|your|you're|that's|that|it|this|everybody",
        "i|we would|'d be very|really|so? grateful|happy|thankful|glad",
        "i'd|we'd be very|really|so? grateful|happy|thankful|glad",
        "i|we am|are|'m looking forward to",
        "we|i talked|spoke|discussed about? it|this",
    ];
    let closed = |end: usize| {
        end >= body.len()
            || body.len() - end <= 2
                && body
                    .iter()
                    .skip(end)
                    .all(|tok| matches!(tok.low.as_str(), "please" | "for" | "me" | "us" | "now" | "this"))
    };
    let plain =
        body.len() <= 12 && !body.iter().any(|tok| matches!(tok.low.as_str(), ":" | "has" | "have" | "when"));
    eat_first(body, 0, KIND).is_some_and(closed) || eat_first(body, 0, OPEN).is_some() && plain
}

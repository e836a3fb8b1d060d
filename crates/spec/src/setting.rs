//! Words that tell where, why and by whom something is built, and nothing of what it is: the place in the
//! opening (`an API for a vet practice`), a title, other software beside it, what is said to the developer, the
//! number of a requirement, and a thing named once more. Only words that no fact took are looked at.

use std::ops::Range;

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{
        cursor::{any, eat_first},
        evidence::Fact,
        lexicon::{Form, lexicon},
        token::Tok,
    },
    limits, words,
};

/// More words than this are no place and no title.
const LONGEST: usize = 5;

pub fn settle(draft: &mut Draft, sentence: &Sentence, first: bool) {
    numbered(draft, sentence);
    if first {
        title(draft, sentence);
    }
    place(draft, sentence);
    if crate::assemble::opening::opens(&draft.openings, sentence) && !draft.entities.is_empty() {
        topic(draft, sentence);
    }
    aside(draft, sentence);
    wanting(draft, sentence);
    named_again(draft, sentence);
}

fn open(draft: &Draft, sentence: &Sentence, n: usize) -> bool {
    sentence.toks.get(n).is_some_and(|tok| tok.content && !draft.covered(sentence, tok))
}

/// Whether the word belongs to a name: no mark, no verb, none of the words that a sentence is made with.
fn nominal(tok: &Tok) -> bool {
    let verbal =
        lexicon().pure_verb(&tok.low) && !matches!(lexicon().verb(&tok.low), Some((_, Form::Gerund)));
    tok.word && tok.content && !tok.is_number() && !verbal
}

/// `FR5`, `R4`, `US-12` before or beside what they number.
fn numbered(draft: &mut Draft, sentence: &Sentence) {
    let Some(tok) = sentence.toks.first().filter(|_| open(draft, sentence, 0)) else { return };
    let (letters, digits): (Vec<char>, Vec<char>) = tok.raw.chars().partition(char::is_ascii_alphabetic);
    let id = (1..=4).contains(&letters.len())
        && letters.iter().all(char::is_ascii_uppercase)
        && digits.len() <= 3
        && digits.iter().all(char::is_ascii_digit);
    let behind = sentence.toks.get(1);
    let whole = !digits.is_empty() && behind.is_none_or(|next| !next.is("(") && !next.is(","));
    let dashed = digits.is_empty()
        && behind.is_some_and(|next| next.is("-") && next.glued)
        && sentence.toks.get(2).is_some_and(|next| next.is_number() && next.glued);
    if id && (whole || dashed) {
        draft.cover(sentence, &(0..1), &Target::Pointer("/source/intent".into()));
    }
}

/// "Tennis ladder.", "Riding school API with PostgreSQL": the name that the text begins with.
fn title(draft: &mut Draft, sentence: &Sentence) {
    let start = sentence.toks.iter().position(|tok| tok.word).unwrap_or(0);
    let end = (start..sentence.toks.len())
        .find(|n| !sentence.toks[*n].word && !sentence.toks[*n].is("-") || !named(&sentence.toks[*n]))
        .unwrap_or(sentence.toks.len());
    let ends = sentence.toks.get(end).is_none_or(|tok| {
        matches!(tok.low.as_str(), "." | "," | "(" | "—" | ":" | "with" | "for" | "in" | "-" | ";" | "/")
    });
    let told =
        (start..end).any(|n| sentence.toks[n].low.ends_with('s') && open(draft, sentence, n) && n + 1 == end);
    let left = (start..end).filter(|n| open(draft, sentence, *n)).count();
    if left > 0 && left <= 3 && end - start <= LONGEST && ends && !told {
        cover(draft, sentence, start..end, "/project/name");
    }
}

fn named(tok: &Tok) -> bool {
    nominal(tok) || tok.is("-") || tok.word && tok.content && lexicon().noun_verbs.contains(&tok.low)
}

/// "I need API for my dog hotel", "REST API, blood bank": what it is for, where the text says what is built and
/// nothing else of it is kept. "For members and parcels" names things that may be wanted.
fn topic(draft: &mut Draft, sentence: &Sentence) {
    let software = sentence.facts.iter().any(|fact| matches!(fact, Fact::Frame { .. } | Fact::Stack { .. }));
    let toks = &sentence.toks;
    let mut at = 0;
    while at < toks.len() {
        if !open(draft, sentence, at) {
            at += 1;
            continue;
        }
        let start = at;
        while toks.get(at).is_some_and(|tok| named(tok) && !tok.quoted) {
            at += 1;
        }
        let end = at.max(start + 1);
        at = end;
        let free = (start..end).all(|n| open(draft, sentence, n) || !toks[n].content);
        let ends =
            toks.get(end).is_none_or(|tok| matches!(tok.low.as_str(), "." | "," | "?" | "!" | ":" | ";"));
        let one = !words::is_plural(&toks[end - 1].low);
        let owned = start > 0 && any(toks, start - 1, &["my", "our"]);
        let led = start > 1
            && any(toks, start - 1, &["a", "an", "the"])
            && any(toks, start - 2, &["for", "of", "at", "in"]);
        let alone =
            software && end - start > 1 && start > 0 && any(toks, start - 1, &[","]) && end == toks.len();
        if free && ends && end - start <= LONGEST && (owned || one && (led && software || alone)) {
            cover(draft, sentence, start..end, "/project/name");
        }
    }
}

/// "an API for a vet practice: …", "a backend for our dog walking business": the place where it is used.
fn place(draft: &mut Draft, sentence: &Sentence) {
    let frames: Vec<usize> = sentence
        .facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Frame { toks, .. } => Some(toks.end),
            _ => None,
        })
        .collect();
    for end in frames {
        let toks = &sentence.toks;
        const LEADS: &[&str] = &[
            "for|of|at|in|about|on a|an|the|our|my|some|this|their small|little|local?",
            "for|of|about|at|in",
        ];
        let start = eat_first(toks, end, LEADS).unwrap_or(end);
        let mut stop = start;
        while toks.get(stop).is_some_and(named) && stop < start + LONGEST {
            stop += 1;
        }
        if let Some(more) = eat_first(toks, stop, &["for|of|in|at a|an|the|our|my"]).filter(|_| stop > start)
        {
            let mut after = more;
            while toks.get(after).is_some_and(named) && after < more + LONGEST {
                after += 1;
            }
            stop = if after > more { after } else { stop };
        }
        let ends = toks.get(stop).is_none_or(|tok| {
            !tok.word
                || matches!(
                    tok.low.as_str(),
                    "with" | "where" | "please" | "in" | "using" | "and" | "pls" | "so"
                )
        });
        let free = (start..stop).any(|n| open(draft, sentence, n));
        if free && ends && stop > start {
            cover(draft, sentence, start..stop, "/project/name");
        }
    }
}

/// Sentences that say nothing of what is built.
fn aside(draft: &mut Draft, sentence: &Sentence) {
    let toks = &sentence.toks;
    if (0..toks.len()).all(|n| !open(draft, sentence, n)) {
        return;
    }
    let mut at = 0;
    while at < toks.len() {
        let end = (at..toks.len()).find(|n| any(toks, *n, &[".", ";", "!", "\n"])).unwrap_or(toks.len());
        let begin = (at..end).find(|n| toks[*n].word).unwrap_or(at);
        if begin < end {
            part(draft, sentence, begin..end);
        }
        at = end + 1;
    }
}

fn part(draft: &mut Draft, sentence: &Sentence, range: Range<usize>) {
    let toks = &sentence.toks;
    // The forms of the places where requests are filed.
    const FORMS: &[&str] = &[
        "is your feature request related to a problem",
        "describe the solution|feature|problem|alternatives you|you'd would? like?",
        "describe the solution|feature|problem|alternatives",
        "additional context|information",
        "acceptance criteria",
        "ac",
        "definition of done",
        "user stories",
        "what we|i want|need",
        "steps to reproduce",
        "expected behaviour|behavior",
        "contributions|contributors|pull welcome",
        "licensed under",
        "licence|license : mit",
        "see the? attached|attachment|below|above",
        "as discussed|agreed|mentioned on|in|by|via? the? phone|call|meeting|mail|chat?",
        "here is|are the? contract|schema|spec|model|details|sketch for?",
        "here's the? contract|schema|spec|model|details|sketch for?",
        "the? schema|model|spec|contract|file is|are attached|below|above",
        "nothing fancy|special",
        "run it|the with|by|via",
        "please|pls start|begin|mention|include|quote your",
        "could|can|would you please? send|give|tell|let|make me|us an|a|your offer|quote|estimate|price",
    ];
    if let Some(end) = eat_first(toks, range.start, FORMS) {
        let clause = (end..range.end).find(|n| any(toks, *n, &[",", ":", "("])).unwrap_or(range.end);
        if !states(draft, sentence, end..clause) {
            cover(draft, sentence, range.start..clause, "/source/intent");
        }
    }
    // "Laravel is fine for us", "Excel is not enough": what somebody thinks of a tool.
    const OPINIONS: &[&str] = &[
        "is|are not|also|just? fine|ok|okay|enough|great|good|preferred|perfect|welcome|nice",
        "would be fine|ok|okay|great|good|nice",
        "preferred",
    ];
    for n in range.clone() {
        let about = n.checked_sub(1).and_then(|before| toks.get(before)).is_some_and(|tok| {
            !lexicon().stack_names(&tok.low).is_empty()
                || matches!(tok.low.as_str(), "that" | "it" | "anything" | "this")
        });
        if let Some(end) = eat_first(toks, n, OPINIONS).filter(|_| about) {
            let tail = eat_first(toks, end, &["for|with us|me"]).unwrap_or(end);
            cover(draft, sentence, n..tail, "/source/intent");
        }
    }
    if let Some(machine) = draft.rules.iter().position(|rule| rule.kind == "state_machine")
        && let Some(end) = eat_first(toks, range.start, NOTHING_ELSE)
    {
        for n in range.start..end {
            if open(draft, sentence, n) {
                draft.cover(sentence, &(n..n + 1), &Target::Rule(machine));
            }
        }
    }
    if given_to_us(toks, &range) {
        cover(draft, sentence, range.clone(), "/source/intent");
    }
    if (other_software(toks, &range) || to_the_reader(toks, &range))
        && !states(draft, sentence, range.clone())
    {
        cover(draft, sentence, range, "/source/intent");
    }
}

/// What every machine of states holds by itself: there are no steps but those.
const NOTHING_ELSE: &[&str] = &[
    "nothing else is|are allowed|possible|permitted",
    "no other status|state? changes|transitions|moves|steps|change|transition|move|step is|are allowed|possible|permitted",
    "all? other status|state? changes|transitions|moves|steps are not allowed|possible|permitted",
    "all? other status|state? changes|transitions|moves|steps are forbidden|refused|rejected|invalid",
    "there are no other status|state? changes|transitions|moves|steps",
];

/// "Farmers send us samples", "the parents hand us a form": how things come to whoever asks.
fn given_to_us(toks: &[Tok], range: &Range<usize>) -> bool {
    const GIVE: &[&str] = &[
        "send|sends|give|gives|bring|brings|hand|hands|deliver|delivers|lend|lends|mail|mails|pass|passes|supply|supplies us|me",
        "come|comes to us|me",
    ];
    let verb =
        (range.start + 1..range.end.min(range.start + 4)).find(|n| eat_first(toks, *n, GIVE).is_some());
    let Some(next) = verb.and_then(|n| eat_first(toks, n, GIVE)) else { return false };
    // A list of members, a time or a duty says more.
    let plain = |n: usize| {
        !any(
            toks,
            n,
            &["(", ":", "with", "must", "every", "each", "daily", "only", "when", "if", "by", "via", "as"],
        ) && !toks[n].is_number()
    };
    let who = (range.start..next).all(|n| !any(toks, n, &["must", "should", "can", "may", "only", "cannot"]));
    // "give us their name and mobile number": what is known of them.
    let theirs = (next..range.end).any(|n| any(toks, n, &["their", "its", "his", "her"]));
    who && !theirs && range.end - next <= 5 && (next..range.end).all(plain)
}

/// "The mobile client is being built in Flutter by another team", "the dashboards that use the data are in Python".
fn other_software(toks: &[Tok], range: &Range<usize>) -> bool {
    const OTHERS: &[&str] = &[
        "client",
        "app",
        "apps",
        "frontend",
        "website",
        "site",
        "dashboard",
        "dashboards",
        "script",
        "scripts",
        "prototype",
        "tool",
        "clients",
        "tablet",
    ];
    let start = eat_first(toks, range.start, &["the|our|an|a|their|there is|are?"]).unwrap_or(range.start);
    let subject = (start..range.end.min(start + 4)).find(|n| any(toks, *n, OTHERS));
    subject.is_some_and(|n| {
        eat_first(
            toks,
            n + 1,
            &[
                "is|are|was|were|will being|be? built|written|made|done|developed|separate|in|another",
                "is|are|was|were a|an? separate|other|different|older",
            ],
        )
        .is_some()
    })
}

/// "Could you send me an offer until Friday?", "Read the whole text before you start."
fn to_the_reader(toks: &[Tok], range: &Range<usize>) -> bool {
    if crate::english::clause::aside::asks_for_numbers(toks, range.start) {
        return false;
    }
    eat_first(
        toks,
        range.start,
        &[
            "could|can|would you send|call|tell|reply|answer|write|give me|us",
            "please send|call|reply|write|quote|bid|apply|contact",
            "how|what|which|where|when|who do|does|should|would|will you|it|we|they",
            "what|which technology|language|stack|database",
            "read the|this whole|all",
        ],
    )
    .is_some()
}

/// Whether the words say something that is kept: a thing, a duty, an amount.
fn states(draft: &Draft, sentence: &Sentence, range: Range<usize>) -> bool {
    range.clone().any(|n| {
        let Some(tok) = sentence.toks.get(n) else { return false };
        let thing = tok.content
            && (draft.names.contains_key(&words::singular(&tok.low)) || draft.names.contains_key(&tok.low));
        let duty = matches!(
            tok.low.as_str(),
            "must"
                | "cannot"
                | "can't"
                | "should"
                | "shall"
                | "only"
                | "never"
                | "always"
                | "unless"
                | "each"
                | "every"
        );
        let taken = tok.content && draft.covered(sentence, tok) && lexicon().stack_names(&tok.low).is_empty();
        thing || duty || taken && !lexicon().fillers.contains(&tok.low)
    })
}

/// "The secretary wants to list lessons by teacher": who wants what was read, where nothing is forbidden.
fn wanting(draft: &mut Draft, sentence: &Sentence) {
    let toks = &sentence.toks;
    for n in 0..toks.len() {
        const WANTS: &[&str] =
            &["want|wants|need|needs|like|likes|wish|wishes to? be? able? to?", "would like|love to?"];
        let Some(next) = eat_first(toks, n, WANTS) else { continue };
        let start = (n.saturating_sub(4)..n)
            .find(|m| *m == 0 || !toks[m - 1].word)
            .filter(|m| (*m..n).all(|k| named(&toks[k]) || !toks[k].content));
        let read = toks.get(next).is_some_and(|tok| !tok.content || draft.covered(sentence, tok));
        let Some(start) = start.filter(|start| *start < n && read) else { continue };
        let limited = (start..n).any(|k| any(toks, k, &["only", "no", "nobody", "not"]));
        if !limited && !states(draft, sentence, start..n) {
            cover(draft, sentence, start..next, "/source/intent");
        }
    }
}

/// A thing or people named once more, where all the rest of the clause was read: "Agents filter tickets by
/// status". One of several ("comments and attachments") may be part of what was not.
fn named_again(draft: &mut Draft, sentence: &Sentence) {
    let toks = &sentence.toks;
    let mut at = 0;
    while at < toks.len() {
        let end = (at..toks.len()).find(|n| any(toks, *n, &[".", ";", ":", "—"])).unwrap_or(toks.len());
        let left: Vec<usize> = (at..end).filter(|n| open(draft, sentence, *n)).collect();
        at = end + 1;
        let (Some(first), Some(last)) = (left.first().copied(), left.last().copied()) else { continue };
        if left.len() > 3 || last - first >= 3 {
            continue;
        }
        let name: Vec<&str> =
            (first..last + 1).filter(|n| toks[*n].word).map(|n| toks[n].low.as_str()).collect();
        let key = words::singular(&name.join(" "));
        let thing = crate::own::named_entity(draft, &key);
        let role = draft.roles.contains(&key);
        let among = |n: Option<usize>| {
            n.and_then(|n| toks.get(n))
                .is_some_and(|tok| matches!(tok.low.as_str(), "and" | "or" | "," | "nor" | "both"))
        };
        let several = among(first.checked_sub(1)) || among(Some(last + 1));
        // "A vet treats animals": two things, and what one does to the other is more than their names.
        let both = name.len() > 1
            && name[..name.len() - 1].iter().any(|word| draft.names.contains_key(&words::singular(word)));
        let alone = !both && (0..toks.len()).all(|n| !toks[n].content || left.contains(&n));
        // Something was read here, and no rule or right of these words waits.
        let read = sentence.facts.iter().any(|fact| {
            !matches!(
                fact,
                Fact::Filler { .. } | Fact::Unread { .. } | Fact::Permit { .. } | Fact::Mention { .. }
            )
        });
        if !alone && (several || !read) || limits::unread(sentence, first..last + 1) {
            continue;
        }
        match thing {
            Some(entity) => cover(draft, sentence, first..last + 1, &format!("/entities/{entity}")),
            None if role => cover(draft, sentence, first..last + 1, "/auth/roles"),
            None => {}
        }
    }
}

/// Covers the open words of the range.
fn cover(draft: &mut Draft, sentence: &Sentence, range: Range<usize>, pointer: &str) {
    for n in range {
        if open(draft, sentence, n) {
            draft.cover(sentence, &(n..n + 1), &Target::Pointer(pointer.to_owned()));
        }
    }
}

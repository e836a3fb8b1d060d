//! Every content word and where it went. What nothing took becomes a question, never silence.

use std::collections::HashMap;

use domain::{
    Span,
    spec::{Coverage, CoveredWord, Question},
};

use crate::{
    assemble::{
        draft::{Draft, Sentence, Target},
        finish, lost, rules,
    },
    background::{
        self,
        rest::{self, Scene},
    },
    beside, claimed,
    english::{
        cursor::{any, eat_first},
        evidence::Fact,
        lexicon::{Form, lexicon},
        token::Tok,
    },
    gaps, program, questions, setting,
    weigh::Second,
    words,
};

/// Gives every word of the sentences a place: filler goes with its clause, the rest is asked about.
pub(crate) fn leftovers(
    draft: &mut Draft,
    sentences: &mut [Sentence],
    texts: &[&str],
    strict: bool,
    second: Option<&Second>,
) {
    let mut known = claimed::Known::default();
    for (n, sentence) in sentences.iter().enumerate() {
        claimed::give_back(draft, &mut known, sentence);
        beside::cover(draft, sentence, n == 0);
        setting::settle(draft, sentence, n == 0);
    }
    background::settle(draft, sentences, texts, strict);
    let scene = strict.then(|| Scene::of(draft, sentences, texts, second)).flatten();
    for (n, sentence) in sentences.iter().enumerate() {
        gaps::ask(draft, sentence);
        fillers(draft, sentence);
        spoken(draft, sentence);
        wishes(draft, sentence);
        nothing_else(draft, sentence);
        program::conduct(draft, sentence);
        let mut at = 0;
        while at < sentence.toks.len() {
            let end = clause(&sentence.toks, at);
            if let Some(scene) = &scene {
                let open: Vec<usize> = open(draft, sentence, &(at..end)).collect();
                scene.settle(draft, n, sentence, &(at..end), &open);
            }
            clause_leftovers(draft, sentence, at..end, strict);
            at = end + 1;
        }
    }
    rest::tell(draft);
}

/// The words of weight that nothing took.
fn open(draft: &Draft, sentence: &Sentence, range: &std::ops::Range<usize>) -> impl Iterator<Item = usize> {
    let open = |n: &usize| sentence.toks.get(*n).is_some_and(|t| t.content && !draft.covered(sentence, t));
    range.clone().filter(open)
}

/// "No other changes are allowed", "; nothing else": a machine of states has no other steps as it is.
fn nothing_else(draft: &mut Draft, sentence: &Sentence) {
    const NO_MORE: &[&str] = &[
        "no other|further status|state? changes|transitions|moves|steps are|is? allowed|permitted|possible|valid?",
        "never|not backwards|back again?",
        "nothing else is? allowed|permitted|possible?",
        "all|any|every other status|state? change|changes|transition|transitions is|are refused|rejected|forbidden|invalid",
        "all|any|every other status|state? change|changes|transition|transitions is|are not allowed|possible|permitted",
    ];
    let Some(machine) = draft.rules.iter().position(|rule| rule.kind == "state_machine") else { return };
    let toks = &sentence.toks;
    for at in 0..toks.len() {
        let begins = at == 0 || any(toks, at - 1, &[";", ",", ".", ":", "—", "and"]);
        let Some(end) = eat_first(toks, at, NO_MORE).filter(|_| begins) else { continue };
        if toks.get(end).is_none_or(|tok| !tok.word) {
            draft.cover(sentence, &(at..end), &Target::Rule(machine));
        }
    }
}

pub fn is_deed(tok: &Tok) -> bool {
    lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Base)
        && (lexicon().pure_verb(&tok.low)
            || matches!(tok.low.as_str(), "list" | "display" | "report" | "count"))
}

/// Clauses end at `;`, `:`, dashes and at commas or `and` outside of parentheses is not needed here:
/// a question quotes only the words that are left.
fn clause(toks: &[Tok], from: usize) -> usize {
    (from..toks.len()).find(|n| any(toks, *n, &[";", "—", ":"])).unwrap_or(toks.len())
}

/// Words of politeness, size and talk about software take the place of the nearest covered word.
fn fillers(draft: &mut Draft, sentence: &Sentence) {
    let lexicon = lexicon();
    for (at, tok) in sentence.toks.iter().enumerate() {
        if !tok.content || draft.covered(sentence, tok) {
            continue;
        }
        let verb_of_talk = lexicon.verb(&tok.low).is_some_and(|(base, _)| {
            matches!(
                base,
                "let"
                    | "allow"
                    | "support"
                    | "provide"
                    | "include"
                    | "offer"
                    | "manage"
                    | "handle"
                    | "store"
                    | "track"
                    | "record"
                    | "keep"
                    | "help"
                    | "work"
                    | "use"
                    | "contain"
                    | "describe"
                    | "represent"
                    | "run"
                    | "show"
                    | "list"
                    | "take"
                    | "look"
                    | "deal"
                    | "come"
                    | "go"
                    | "put"
                    | "expose"
                    | "enable"
                    | "return"
                    | "save"
                    | "maintain"
                    | "serve"
            )
        });
        // "if its car is clean", where a car has such a flag: no word of taste.
        let kept = draft.entities.values().any(|entity| entity.fields.contains_key(&tok.low));
        // A small word that holds what was said in passing beside it.
        let passing = words::stop::is_stop(&tok.low) && tok.end > tok.start + tok.low.len() + 1;
        // "is of one talk and written by one user": the key says it.
        let by_key =
            lexicon.verb(&tok.low).is_some_and(|(_, form)| form == Form::Past)
                && any(&sentence.toks, at + 1, &["by"])
                && sentence.toks.get(at + 2..at + 5).unwrap_or_default().iter().any(|tok| {
                    matches!(draft.cover.get(&(sentence.text, tok.start)), Some(Target::Relation(_)))
                });
        let plain = !kept && lexicon.fillers.contains(&tok.low) || verb_of_talk || passing || by_key;
        if !plain || names_a_member(&sentence.toks, at) {
            continue;
        }
        let near = |n: usize| {
            sentence
                .toks
                .get(n)
                .filter(|t| t.content)
                .and_then(|t| draft.cover.get(&(sentence.text, t.start)).cloned())
                .filter(|t| !matches!(t, Target::Question(_)))
        };
        let found = (1..=12).find_map(|d| near(at + d).or_else(|| at.checked_sub(d).and_then(near)));
        // A small word beside what was set aside is no part of it.
        let found = found.map(|target| match target {
            Target::Pointer(to) if to == "/assumptions" => Target::Pointer("/source/intent".into()),
            target => target,
        });
        // A sentence of filler alone says what the whole is.
        let alone = !sentence.toks.iter().any(|t| {
            t.content
                && !lexicon.fillers.contains(&t.low)
                && !lexicon.wishes.contains(&t.low)
                && !draft.covered(sentence, t)
        });
        if found.is_some() || alone {
            let target = found.unwrap_or_else(|| Target::Pointer("/project/type".into()));
            draft.cover.insert((sentence.text, tok.start), target);
        }
    }
}

/// "…, a plus one (yes/no), …": small words that stand alone between two commas and are explained name something.
fn names_a_member(toks: &[Tok], at: usize) -> bool {
    let ends = |tok: &Tok| !tok.word || tok.is("and");
    let start = (0..at).rev().find(|n| ends(&toks[*n])).map_or(0, |n| n + 1);
    let end = (at..toks.len()).find(|n| ends(&toks[*n])).unwrap_or(toks.len());
    let listed = start > 0 && toks[start - 1].is(",") && toks.get(end).is_some_and(|tok| tok.is("("));
    let small = |tok: &Tok| !tok.content || lexicon().fillers.contains(&tok.low);
    listed && toks.get(start..end).unwrap_or_default().iter().all(small)
}

/// Words that led to a fact ("as a member I want to", "so that I know") go with it.
fn spoken(draft: &mut Draft, sentence: &Sentence) {
    for fact in &sentence.facts {
        let Fact::Filler { toks } = fact else { continue };
        let near = |n: usize| {
            sentence
                .toks
                .get(n)
                .filter(|t| t.content)
                .and_then(|t| draft.cover.get(&(sentence.text, t.start)).cloned())
                .filter(|t| !matches!(t, Target::Question(_)))
        };
        let found =
            (toks.end..sentence.toks.len()).find_map(near).or_else(|| (0..toks.start).rev().find_map(near));
        let Some(target) = found else { continue };
        for at in toks.clone() {
            if claimed::somebody(draft, sentence, at) {
                continue;
            }
            draft.cover(sentence, &(at..at + 1), &target);
        }
    }
}

/// Taste that no build can prove is one question for the whole text.
fn wishes(draft: &mut Draft, sentence: &Sentence) {
    for (at, tok) in sentence.toks.iter().enumerate() {
        if tok.content && !draft.covered(sentence, tok) && lexicon().wishes.contains(&tok.low) {
            let span = Span { start: tok.start, end: tok.end, attachment: sentence.text };
            let id = draft.ask(questions::new(
                domain::spec::QuestionKind::NotProvable,
                "/nfr/wish".to_owned(),
                "a wish without a number cannot be built or tested; it is kept as a note. Say what to measure, such as \u{201c}p95 under 200 ms\u{201d}".to_owned(),
                vec![span],
                serde_json::json!("keep as a note"),
                vec![serde_json::json!("keep as a note"), serde_json::json!("leave it out")],
                false,
            ));
            draft.cover(sentence, &(at..at + 1), &Target::Question(id));
        }
    }
}

fn clause_leftovers(draft: &mut Draft, sentence: &Sentence, range: std::ops::Range<usize>, strict: bool) {
    let open: Vec<usize> = open(draft, sentence, &range).collect();
    let (Some(first), Some(last)) = (open.first().copied(), open.last().copied()) else { return };
    let all: Vec<usize> =
        range.clone().filter(|n| sentence.toks.get(*n).is_some_and(|t| t.content)).collect();
    if let Some(target) = said_already(draft, sentence, &range, &open) {
        draft.cover(sentence, &range, &target);
        return;
    }
    // A requirement about a known thing that no form takes stays text.
    let modal = range.clone().any(|n| {
        any(
            &sentence.toks,
            n,
            &[
                "must", "should", "shall", "can", "cannot", "may", "will", "when", "if", "whenever", "can't",
                "needs", "after", "every", "only",
            ],
        )
    });
    let verb = open.iter().any(|n| {
        sentence
            .toks
            .get(*n)
            .and_then(|t| lexicon().verb(&t.low))
            .is_some_and(|(_, form)| matches!(form, Form::Base | Form::Third | Form::Past | Form::Gerund))
    });
    let entity = mentioned(draft, sentence, &all);
    let described = !modal && describes_a_thing(&sentence.toks, &(first..last + 1));
    if entity.is_some()
        && !described
        && verb
        && open.len() >= 2
        && (modal || open.len() * 2 >= all.len())
        && contiguous(draft, sentence, first, last)
    {
        rules::text_only(draft, sentence, &(first..whole_end(&sentence.toks, last + 1)), entity);
        return;
    }
    let wish = asks_for_something(draft, sentence);
    // A description is one question, however many marks stand in it.
    if described && strict && contiguous(draft, sentence, first, last) {
        let range = first..last + 1;
        if let Some(span) = sentence.span(&range) {
            let mut question = questions::unrecognised(&questions::quote(sentence, &range), vec![span], true);
            questions::without_proposal(&mut question);
            let id = draft.ask(question);
            draft.cover(sentence, &range, &Target::Question(id));
        }
        return;
    }
    // Runs of words that stand together are one question.
    let clause = range.clone();
    for run in rest::runs(&sentence.toks, &open) {
        let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { continue };
        // "… once it is shipped": what limits a rule is no small matter.
        if let Some(start) =
            condition(&sentence.toks, range.start, first).filter(|_| !draft.entities.is_empty())
        {
            let entity = entity.clone().or_else(|| draft.current.clone());
            let end = condition_end(draft, sentence, last + 1);
            rules::text_only(draft, sentence, &(start..end), entity);
            continue;
        }
        let range = first..whole_end(&sentence.toks, last + 1);
        // "but only their own": the small words before it belong to it.
        let whole = first.saturating_sub(3).max(clause.start)..range.end.max(clause.end.min(range.end + 2));
        // "Besides CRUD for all four, implement": talk about the work itself.
        let of_the_work = |n: &usize| sentence.toks.get(*n).is_some_and(|tok| is_work(tok) || is_few(tok));
        let works = |n: &usize| sentence.toks.get(*n).is_some_and(is_work);
        if run.iter().all(of_the_work) && run.iter().any(works) {
            draft.cover(sentence, &range, &Target::Pointer("/project/type".to_owned()));
            continue;
        }
        let Some(span) = sentence.span(&range) else { continue };
        let verb = run.iter().any(|n| sentence.toks.get(*n).and_then(|t| lexicon().verb(&t.low)).is_some());
        let blocking = strict
            && (wish
                || run.len() >= 2 && (verb || modal)
                || run.len() >= 3
                || lost::right(draft, sentence, &whole));
        let quoted = questions::quote(sentence, &range);
        let mut question = questions::unrecognised(&quoted, vec![span], blocking);
        if blocking && describes_a_thing(&sentence.toks, &range) {
            questions::without_proposal(&mut question);
        }
        let id = draft.ask(question);
        draft.cover(sentence, &range, &Target::Question(id));
    }
}

/// "ready or picked up", "we mark who was there": small words that end the clause belong to what is quoted.
fn whole_end(toks: &[Tok], end: usize) -> usize {
    let stop = (end..toks.len()).find(|n| !toks[*n].word || toks[*n].content).unwrap_or(toks.len());
    let joins = any(toks, stop.wrapping_sub(1), &["and", "or", "but", "so", "then", "with"]);
    let whole = toks.get(stop).is_none_or(|tok| !tok.word) && !joins;
    if whole && stop - end <= 4 { stop } else { end }
}

/// A word about building, or about software at large.
fn is_work(tok: &Tok) -> bool {
    matches!(tok.low.as_str(), "besides" | "crud" | "implement" | "build" | "develop" | "code")
}

fn is_few(tok: &Tok) -> bool {
    matches!(tok.low.as_str(), "one" | "two" | "three" | "four" | "five")
}

/// "Customers open tickets with a subject and a priority (low, high)": a thing and what it is made of. To leave
/// that out is no answer that anybody should give without reading it.
fn describes_a_thing(toks: &[Tok], range: &std::ops::Range<usize>) -> bool {
    let within = toks.get(range.clone()).unwrap_or_default();
    let content = within.iter().filter(|tok| tok.content).count();
    let made_of = within.iter().any(|tok| {
        matches!(
            tok.low.as_str(),
            "with"
                | "has"
                | "have"
                | "having"
                | "contains"
                | "contain"
                | "includes"
                | "include"
                | "consists"
                | "("
        )
    });
    let listed = within.iter().filter(|tok| matches!(tok.low.as_str(), "," | "and")).count();
    let told = within.iter().any(|tok| lexicon().pure_verb(&tok.low));
    content >= 3 && made_of && listed >= 1 || listed >= 3 && content >= 4 && !told
}

/// "Give me the total per month", "we need a backup": a sentence that wants something, and nothing of it was
/// understood.
fn asks_for_something(draft: &Draft, sentence: &Sentence) -> bool {
    const WANTS: &[&str] = &["i|we also? want|need|would", "i'd|we'd like"];
    let toks = &sentence.toks;
    // "for me" beside it is filler and no part of what was wanted.
    let unread = toks.iter().all(|tok| {
        !tok.content || lexicon().fillers.contains(&tok.low) || is_deed(tok) || !draft.covered(sentence, tok)
    });
    let first = toks
        .iter()
        .position(|tok| tok.word && !any(std::slice::from_ref(tok), 0, &["please", "and", "also"]));
    let deed = |at: usize| toks.get(at).is_some_and(is_deed) || eat_first(toks, at, WANTS).is_some();
    // "Create an API for managing gym memberships" says what is built.
    let framed = sentence.facts.iter().any(|fact| matches!(fact, Fact::Frame { kind: Some(_), .. }));
    unread && !framed && first.is_some_and(deed)
}

/// "… if its car is clean": the rest of the condition names a field that is there, and says of it what nothing has. Its words
/// are given back, to be asked about with the others.
fn condition_end(draft: &mut Draft, sentence: &Sentence, from: usize) -> usize {
    let toks = &sentence.toks;
    let stop = (from..toks.len())
        .find(|n| {
            !toks[*n].word && !any(toks, *n, &["-", "/"]) || any(toks, *n, &["and", "or", "but", "then"])
        })
        .unwrap_or(toks.len());
    let names = |n: usize| {
        let target = draft.cover.get(&(sentence.text, toks[n].start));
        matches!(target, Some(Target::Pointer(to)) if to.starts_with("/entities/"))
    };
    let rest: Vec<usize> = (from..stop).filter(|n| toks[*n].content).collect();
    if rest.is_empty() || !rest.iter().all(|n| names(*n)) {
        return from;
    }
    for n in rest {
        draft.cover.remove(&(sentence.text, toks[n].start));
    }
    stop
}

/// Where the condition begins that the words at `first` end: nothing but small words stands between.
fn condition(toks: &[Tok], from: usize, first: usize) -> Option<usize> {
    const LEADS: &[&str] = &[
        "once", "if", "unless", "when", "until", "till", "while", "whenever", "except", "provided", "because",
    ];
    (from..first)
        .rev()
        .take_while(|n| toks.get(*n).is_some_and(|tok| tok.word && !tok.content))
        .find(|n| any(toks, *n, LEADS))
}

/// "Suppliers deliver plants" repeats the key between the two; "Parking permits:" is a heading.
fn said_already(
    draft: &Draft,
    sentence: &Sentence,
    range: &std::ops::Range<usize>,
    open: &[usize],
) -> Option<Target> {
    let words: Vec<&Tok> = range.clone().filter_map(|n| sentence.toks.get(n)).collect();
    let plain = words.iter().all(|t| t.word || t.is(",")) && words.len() <= 8;
    let named = |tok: &Tok| draft.names.get(&words::singular(&tok.low)).cloned();
    let free = |tok: &Tok| {
        matches!(
            tok.low.as_str(),
            "a" | "an" | "the" | "their" | "in" | "for" | "on" | "to" | "from" | "of" | "by"
        )
    };
    if !plain {
        return None;
    }
    let heading = range.start == 0
        && sentence.toks.get(range.end).is_some_and(|t| t.is(":"))
        && words.len() <= 3
        && !words.iter().any(|t| free(t));
    if let Some(name) = words.last().and_then(|tok| named(tok)).filter(|_| heading) {
        return Some(Target::Pointer(format!("/entities/{name}")));
    }
    let entities: Vec<String> = words.iter().filter_map(|tok| named(tok)).collect();
    let verbs = open
        .iter()
        .filter_map(|n| sentence.toks.get(*n))
        .filter(|tok| named(tok).is_none())
        .collect::<Vec<_>>();
    let [first, second] = entities.as_slice() else { return None };
    // "List a host's shows" asks for something that no key says.
    let asks = |tok: &Tok| matches!(tok.low.as_str(), "list" | "show" | "see" | "view" | "get" | "find");
    let told = verbs.len() == 1
        && verbs.iter().all(|tok| {
            !asks(tok)
                && lexicon().verb(&tok.low).is_some_and(|(_, form)| matches!(form, Form::Base | Form::Third))
        })
        && words
            .iter()
            .all(|tok| named(tok).is_some() || free(tok) || verbs.iter().any(|v| v.start == tok.start));
    let index = draft
        .relations
        .iter()
        .position(|r| r.from == *first && r.to == *second || r.from == *second && r.to == *first)?;
    told.then_some(Target::Relation(index))
}

/// No covered content word lies between.
fn contiguous(draft: &Draft, sentence: &Sentence, first: usize, last: usize) -> bool {
    (first..=last).all(|n| sentence.toks.get(n).is_none_or(|t| !t.content || !draft.covered(sentence, t)))
}

fn mentioned(draft: &Draft, sentence: &Sentence, content: &[usize]) -> Option<String> {
    content.iter().find_map(|n| {
        let tok = sentence.toks.get(*n)?;
        draft.names.get(&words::singular(&tok.low)).cloned()
    })
}

/// The words of all texts in order, each with its pointer.
pub fn count(draft: &Draft, sentences: &[Sentence], texts: &[&str], blocks: &[(Span, String)]) -> Coverage {
    let held = held(sentences, texts);
    let mut found = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        // The words ascend, and so a block that ends before one of them ends before all that follow.
        let mut ahead: Vec<(usize, usize)> = blocks
            .iter()
            .enumerate()
            .filter(|(_, (block, _))| block.attachment == n)
            .map(|(rank, (block, _))| (block.start, rank))
            .collect();
        ahead.sort_unstable_by(|a, b| b.cmp(a));
        let mut begun = std::collections::BinaryHeap::new();
        for token in words::content_tokens(text) {
            let span = Span { start: token.start, end: token.end, attachment: n };
            while let Some((_, rank)) = ahead.pop_if(|(start, _)| *start < span.end) {
                begun.push(std::cmp::Reverse(rank));
            }
            while begun.peek().is_some_and(|rank| blocks[rank.0].0.end <= span.start) {
                begun.pop();
            }
            if let Some((_, by)) = begun.peek().and_then(|rank| blocks.get(rank.0)) {
                found.push(CoveredWord { src: span, by: Some(by.clone()) });
                continue;
            }
            let place = held.get(&(n, token.start)).copied().unwrap_or(token.start);
            let by = draft.cover.get(&(n, place)).map(|target| finish::pointer(draft, target));
            found.push(CoveredWord { src: span, by });
        }
    }
    Coverage::counted(found)
}

/// Words that one token holds together with those before them: "prescription only", "waiting (default)". They go where it
/// goes.
fn held(sentences: &[Sentence], texts: &[&str]) -> HashMap<(usize, usize), usize> {
    let mut found = HashMap::new();
    for sentence in sentences {
        for tok in sentence.toks.iter().filter(|tok| tok.word) {
            let words =
                texts.get(sentence.text).and_then(|text| text.get(tok.start..tok.end)).unwrap_or_default();
            for word in words::tokens(words).into_iter().filter(|word| word.start > 0) {
                found.insert((sentence.text, tok.start + word.start), tok.start);
            }
        }
    }
    found
}

/// Words that nothing took and no question names, wherever they were lost: asked about, one question for neighbours.
pub fn ask_for_silent(coverage: Coverage, questions: &mut Vec<Question>, texts: &[&str]) -> Coverage {
    let mut words = coverage.words;
    let mut at = 0;
    while at < words.len() {
        if words[at].by.is_some() {
            at += 1;
            continue;
        }
        let first = words[at].src;
        let end = (at..words.len())
            .find(|n| words[*n].by.is_some() || words[*n].src.attachment != first.attachment)
            .unwrap_or(words.len());
        let last = words[end - 1].src;
        let span = Span { end: last.end, ..first };
        let quoted = texts.get(span.attachment).and_then(|text| text.get(span.start..span.end));
        let question = questions::unrecognised(quoted.unwrap_or_default(), vec![span], false);
        let known = questions.iter_mut().find(|known| known.id == question.id);
        words[at..end].iter_mut().for_each(|word| word.by = Some(question.id.clone()));
        match known {
            Some(known) => known.src.push(span),
            None => questions.push(question),
        }
        at = end;
    }
    Coverage::counted(words)
}

/// A question spans only words that no fact covers; neighbours with nothing of a fact between them are one
/// span.
pub fn trim(questions: &mut [Question], coverage: &Coverage) {
    let mut words: Vec<_> = coverage.words.iter().collect();
    words.sort_by_key(|word| word.src);
    let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
    let mut before: Option<(&str, usize)> = None;
    for word in words {
        let by = word.by.as_deref().unwrap_or_default();
        let joins = before == Some((by, word.src.attachment));
        before = Some((by, word.src.attachment));
        let spans = spans.entry(by).or_default();
        match spans.last_mut() {
            Some(last) if joins => last.end = word.src.end,
            _ => spans.push(word.src),
        }
    }
    for question in questions.iter_mut() {
        // A number alone is no word, and stays where it is.
        if !spans.contains_key(question.id.as_str())
            && question.src.iter().all(|src| wordless(coverage, *src))
        {
            continue;
        }
        question.src = spans.remove(question.id.as_str()).unwrap_or_default();
    }
}

fn wordless(coverage: &Coverage, src: Span) -> bool {
    let words = &coverage.words;
    let next =
        words.partition_point(|word| (word.src.attachment, word.src.end) <= (src.attachment, src.start));
    words.get(next).is_none_or(|word| !word.src.overlaps(src))
}

//! Words that are left when everything else has found its place: whether they ask for something, or only talk.
//!
//! "… and that's the entire point", "the screens will follow": no list of phrases has all that people say beside what
//! they want. What is left is weighed by how it stands in its sentence, by what the words around it went to and by
//! what the tagger sees in it; what hardly can ask for anything is set aside by an assumption, which names the words and
//! can be taken back. The weights are learned from labelled requests by what a reading that leaves the words out would
//! lose (`cargo xtask train-reader --rest`), and lie in `data/rest.weights`.

use std::{ops::Range, sync::OnceLock};

use linear::{Bytes, Decision, Error, Feature, Take, feature};

use super::{
    heads::{known, known_thing},
    place::{self, Place},
    signs::{self, Signs},
};
use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{
        clause::stack,
        cursor::any,
        lexicon::{Form, lexicon},
        token::{BULLET, HEADING, LINE, Tok},
    },
    questions,
    weigh::{Second, features::digit, label::Name, says_little},
    words,
};

/// Words that are left, with what speaks for and against them.
#[derive(Debug, Clone)]
pub struct Left {
    pub span: domain::Span,
    pub features: Vec<Feature>,
}

/// From it on words ask for nothing: 88 of 100 by `--measure-rest`, which counts every word that a lost fact may be told
/// by, and more by eye.
const TALK: f32 = 0.75;
/// The same of one word alone, which rarely tells anything by itself.
const TALK_OF_ONE: f32 = 0.65;
/// A longer run of words is an assumption of its own.
const FEW: usize = 2;

/// What the whole text says, for each of its parts.
pub(crate) struct Scene<'a> {
    places: Vec<Place>,
    second: &'a Second,
    sentences: usize,
}

/// What a clause says, for each run of words in it.
struct Clause<'a> {
    n: usize,
    sentence: &'a Sentence,
    range: Range<usize>,
    signs: [(&'static str, bool); 26],
    /// Words of weight in it, and in its sentence.
    words: usize,
    words_of_sentence: usize,
    marked: bool,
}

/// Behind them stands what limits something: "by the phase of the moon", "no deletion", "only during the night".
const LIMITS: &[&str] = &[
    "no", "not", "never", "without", "except", "unless", "if", "only", "by", "per", "during", "within",
    "until", "till", "while", "when", "once", "after", "before",
];

impl<'a> Scene<'a> {
    /// `None`: in a text of few words each is there for something, and one that is too long is not weighed.
    pub(crate) fn of(
        draft: &Draft,
        sentences: &[Sentence],
        texts: &[&str],
        second: Option<&'a Second>,
    ) -> Option<Self> {
        let second = second.filter(|_| !says_little(sentences))?;
        Some(Self { places: place::find(draft, sentences, texts), second, sentences: sentences.len() })
    }

    fn clause<'s>(
        &self,
        draft: &Draft,
        n: usize,
        sentence: &'s Sentence,
        range: &Range<usize>,
    ) -> Clause<'s> {
        let place = self.places.get(n).copied().unwrap_or(Place::Body);
        let toks = sentence.toks.as_slice();
        let content = |toks: &[Tok]| toks.iter().filter(|tok| tok.content).count();
        Clause {
            n,
            sentence,
            range: range.clone(),
            signs: Signs::of(draft, sentence, range.clone(), place).said(),
            words: content(toks.get(range.clone()).unwrap_or_default()),
            words_of_sentence: content(toks),
            marked: toks.iter().any(|tok| [BULLET, HEADING, LINE].iter().any(|mark| tok.is(mark))),
        }
    }

    /// Weighs the runs of words that nothing took in a clause, and sets aside those that only talk.
    pub(crate) fn settle(
        &self,
        draft: &mut Draft,
        n: usize,
        sentence: &Sentence,
        range: &Range<usize>,
        open: &[usize],
    ) {
        if open.is_empty() {
            return;
        }
        let clause = self.clause(draft, n, sentence, range);
        for run in runs(&sentence.toks, open) {
            self.settle_run(draft, &clause, &run);
        }
    }

    fn settle_run(&self, draft: &mut Draft, clause: &Clause<'_>, run: &[usize]) {
        let sentence = clause.sentence;
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let range = *first..last + 1;
        let Some(span) = sentence.span(&range) else { return };
        let features = self.features(draft, clause, run);
        // "Redis": what is built with is asked about, whatever stands around it.
        let named = !stack::names(sentence.toks.get(range.clone()).unwrap_or_default()).is_empty();
        let small = |n: &usize| sentence.toks.get(*n).is_some_and(|tok| tok.word && !tok.content);
        let mut before = (clause.range.start..*first).rev().take_while(small);
        let limited = before.any(|n| any(&sentence.toks, n, LIMITS));
        // "The staff need the number of visits": a wish, or what binds somebody.
        let near = first.saturating_sub(2).max(clause.range.start)..range.end;
        let bound_here =
            |n: usize| sentence.toks.get(n).is_some_and(signs::binds) || signs::wishes(&sentence.toks, n);
        let binds = run.len() > 1 && near.into_iter().any(bound_here);
        let bound = if run.len() > 1 { TALK } else { TALK_OF_ONE };
        let talks = !named
            && !limited
            && !binds
            && learned().is_some_and(|decision| decision.likely(&features) >= bound);
        draft.left.push(Left { span, features });
        if !talks {
            return;
        }
        let quoted = questions::quote(sentence, &range);
        if run.len() > FEW {
            let text = format!("taken as background, and not built: \u{201c}{quoted}\u{201d}");
            draft.assume(text, None, &["it is a requirement"]);
        } else {
            draft.talk.push(quoted);
        }
        draft.cover(sentence, &range, &Target::Pointer("/assumptions".to_owned()));
    }

    fn features(&self, draft: &Draft, clause: &Clause<'_>, run: &[usize]) -> Vec<Feature> {
        let Clause { n, sentence, words: of_clause, words_of_sentence: of_sentence, .. } = *clause;
        let toks = sentence.toks.as_slice();
        let lexicon = lexicon();
        let place = self.places.get(n).copied().unwrap_or(Place::Body);
        let (from, last) = (run.first().copied().unwrap_or(0), run.last().copied().unwrap_or(0));
        let to = last + 1;
        let flag = |yes: bool| digit(usize::from(yes));
        let size = digit(run.len().min(7));
        let whole = flag(run.len() == of_sentence);
        let low = |at: Option<usize>| at.and_then(|at| toks.get(at)).map_or("<edge>", |tok| tok.low.as_str());
        let went = |at: Option<usize>| {
            let tok = at.and_then(|at| toks.get(at)).filter(|tok| tok.content);
            tok.and_then(|tok| draft.cover.get(&(sentence.text, tok.start))).map_or("none", kind_of)
        };
        let before = (0..from).rev().find(|at| toks.get(*at).is_some_and(|tok| tok.content));
        let behind = (to..toks.len()).find(|at| toks.get(*at).is_some_and(|tok| tok.content));
        let mut f = Vec::with_capacity(96);
        let mut put = |parts: &[&str]| f.push(feature(parts));
        put(&["any"]);
        put(&["size", size]);
        put(&["size-whole", size, whole]);
        put(&["clause", digit(of_clause.min(9)), size]);
        put(&["share", digit(run.len() * 9 / of_sentence.max(1)), size]);
        put(&["place", place_name(place), size]);
        put(&["place-whole", place_name(place), whole]);
        put(&["begins", flag(from == 0), flag(to == toks.len()), whole]);
        put(&["before", low(from.checked_sub(1))]);
        put(&["before-2", low(from.checked_sub(2)), low(from.checked_sub(1))]);
        put(&["behind", low(Some(to))]);
        put(&["behind-2", low(Some(to)), low(Some(to + 1))]);
        put(&["between", low(from.checked_sub(1)), low(Some(to)), size]);
        put(&["went", went(before), went(behind)]);
        put(&["went-before", went(before), size]);
        put(&["went-behind", went(behind), size]);
        put(&["first", low(Some(0))]);
        put(&["first-2", low(Some(0)), low(Some(1))]);
        put(&["clause-first", low(Some(clause.range.start)), whole]);
        let position = (n * 9).checked_div(self.sentences).unwrap_or(0);
        put(&["position", digit(position), whole]);
        put(&["position-first", flag(n == 0), flag(n + 1 == self.sentences), size]);
        for (name, is) in clause.signs {
            if is {
                put(&["sign", name]);
                put(&["sign", name, whole]);
                put(&["sign", name, place_name(place)]);
            }
        }
        let opened = toks.get(..from).unwrap_or_default();
        let depth = opened
            .iter()
            .filter(|tok| tok.is("("))
            .count()
            .saturating_sub(opened.iter().filter(|tok| tok.is(")")).count());
        put(&["inside", flag(depth > 0), size]);
        put(&["marked", flag(clause.marked), whole]);
        let listed = toks.get(from..to).unwrap_or_default().iter().filter(|tok| tok.is(",")).count();
        put(&["commas", digit(listed.min(4)), size]);
        let (mut things, mut members, mut numbers, mut verbs) = (0, 0, 0, 0);
        for at in run {
            let Some(tok) = toks.get(*at) else { continue };
            let one = words::singular(&tok.low);
            let verb = lexicon.verb(&tok.low);
            put(&["word", &one]);
            put(&["word-size", &one, size]);
            put(&["pair", low(at.checked_sub(1)), &tok.low]);
            put(&["pair+", &tok.low, low(Some(at + 1))]);
            put(&["end", tail(&tok.low)]);
            put(&["shape", shape(tok)]);
            if let Some((base, form)) = verb {
                verbs += 1;
                put(&["verb", base]);
                put(&["form", form_name(form), size]);
            }
            things += usize::from(known_thing(draft, tok));
            members += usize::from(known(draft, tok));
            numbers += usize::from(tok.is_number());
            let role = lexicon.roles.contains(&one) || tok.person;
            if role {
                put(&["person", size]);
            }
            if lexicon.is_state(&tok.low) {
                put(&["state", size]);
            }
        }
        put(&["things", digit(things.min(3)), size]);
        put(&["members", digit(members.min(3)), size]);
        put(&["numbers", digit(numbers.min(3)), size]);
        put(&["verbs", digit(verbs.min(3)), size]);
        for name in Name::ALL {
            let of = |at: &usize| {
                let row = self.second.tagged.get(n)?.likely.get(*at)?;
                Some(row.get(usize::from(name.first()))? + row.get(usize::from(name.later()))?)
            };
            let most = run.iter().filter_map(of).fold(0.0f32, f32::max);
            let sum: f32 = run.iter().filter_map(of).sum();
            let mean = sum / run.len().max(1) as f32;
            put(&["tag", name.as_str(), fifth(most)]);
            put(&["tag-mean", name.as_str(), fifth(mean), size]);
        }
        f
    }
}

/// The assumption of what is too short for one of its own.
pub(crate) fn tell(draft: &mut Draft) {
    let talk = std::mem::take(&mut draft.talk);
    if talk.is_empty() {
        return;
    }
    let quoted: Vec<String> = talk.iter().map(|words| format!("\u{201c}{words}\u{201d}")).collect();
    let text = format!("taken to ask for nothing: {}", quoted.join(", "));
    draft.assume(text, None, &["one of them is a requirement"]);
}

fn place_name(place: Place) -> &'static str {
    match place {
        Place::Opening => "opening",
        Place::Reasons => "reasons",
        Place::Body => "body",
    }
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::Base => "base",
        Form::Third => "third",
        Form::Past => "past",
        Form::Gerund => "gerund",
    }
}

/// What a word went to.
fn kind_of(target: &Target) -> &'static str {
    match target {
        Target::Question(_) => "question",
        Target::Pointer(to) if to.contains("/fields/") => "member",
        Target::Pointer(to) if to.starts_with("/entities/") => "thing",
        Target::Pointer(to) if to.starts_with("/source/") => "told",
        Target::Pointer(to) if to.starts_with("/assumptions") => "assumed",
        Target::Pointer(to) if to.starts_with("/project/") => "project",
        Target::Pointer(to) if to.starts_with("/auth/") => "role",
        Target::Pointer(_) => "other",
        Target::Rule(_) => "rule",
        Target::Relation(_) => "relation",
        _ => "fact",
    }
}

fn shape(tok: &Tok) -> &'static str {
    if tok.is_number() {
        "number"
    } else if tok.quoted {
        "quoted"
    } else if tok.raw.contains(['_', '/', '.']) {
        "code"
    } else if tok.raw.len() > 1 && tok.raw.chars().all(char::is_uppercase) {
        "upper"
    } else if tok.capitalised() {
        "capital"
    } else {
        "low"
    }
}

fn tail(word: &str) -> &str {
    let at = word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    word.get(at..).unwrap_or(word)
}

fn fifth(share: f32) -> &'static str {
    digit((share * 5.0) as usize)
}

/// As bytes.
pub fn to_bytes(decision: &Decision<'_>) -> Vec<u8> {
    let mut bytes = Bytes::default();
    decision.write(&mut bytes);
    bytes.0
}

/// The weights that the program carries. A test holds that they can be read.
fn learned() -> Option<&'static Decision<'static>> {
    static DECISION: OnceLock<Option<Decision<'static>>> = OnceLock::new();
    let read = || -> Result<Decision<'static>, Error> {
        Decision::read(&mut Take(include_bytes!("../../data/rest.weights")))
    };
    DECISION.get_or_init(|| read().ok()).as_ref()
}

/// Runs of words that nothing took, where only small words and commas stand between.
pub(crate) fn runs(toks: &[Tok], open: &[usize]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for n in open.iter().copied() {
        let joined = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            (last + 1..n).all(|m| {
                toks.get(m).is_some_and(|t| t.word && !t.content) || any(toks, m, &[",", "-", "/", "."])
            })
        });
        match runs.last_mut().filter(|_| joined) {
            Some(run) => run.push(n),
            None => runs.push(vec![n]),
        }
    }
    runs
}

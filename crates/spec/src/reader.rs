//! The whole way from a text to a spec; pure, and the same bytes for the same input.

use domain::{
    Explain, Explained, Origin, Sha256, Spec,
    intent::Intent,
    roles::Reader,
    spec::{Assumption, Project, ProjectType, QuestionKind, Source, SourceAttachment, Span},
};
use serde_json::json;

use crate::{
    answers, assemble,
    assemble::{
        apart, apply,
        blocks::Blocks,
        contradictions, defaults, doubled,
        draft::{Draft, Sentence, Target},
        entities, finish, listing, moment, nested, opening, owners, preface, relate,
        requires::{self, Found},
        spans, states, unspoken,
    },
    background::rest,
    chat, coverage,
    english::{
        clause, declare,
        evidence::{Fact, Np},
        guess, hostile, life, people, phrases, rights, sentence, token,
    },
    error::Error,
    gloss, limits, numbers, own, program, questions, restated, sniff, weigh,
};

/// The rules reader. Its settings are bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesReader {
    /// Intent and attachments together.
    pub limit_bytes: usize,
    /// Words and marks that no format covers and that are read as English.
    pub limit_words: usize,
}

impl Default for RulesReader {
    fn default() -> Self {
        Self { limit_bytes: 10 * 1024 * 1024, limit_words: 200_000 }
    }
}

impl Reader for RulesReader {
    fn read(&self, intent: &Intent) -> Result<Spec, Explained> {
        self.spec_of(intent).map_err(|error| error.explained())
    }
}

impl RulesReader {
    pub fn spec_of(&self, intent: &Intent) -> Result<Spec, Error> {
        let size_bytes = intent.text.len() + intent.attachments.iter().map(|a| a.text.len()).sum::<usize>();
        if size_bytes > self.limit_bytes {
            return Err(Error::TooLarge { size_bytes, limit_bytes: self.limit_bytes });
        }
        if let Some(edited) = &intent.spec {
            return answers::edited(self, intent, edited);
        }
        let mut spec = self.read_text(intent)?;
        let said = restated::said(&spec, intent)?;
        if !said.is_empty() {
            spec = restated::read(self, intent, &said)?;
        }
        answers::apply(&mut spec, intent, &said)?;
        Ok(spec)
    }

    /// The text as it is read before anybody answers. Errors: it is too long.
    pub fn read_text(&self, intent: &Intent) -> Result<Spec, Error> {
        let Some(chat) = chat::read(&intent.text) else { return self.read_prose(intent) };
        let plain = Intent { text: chat.plain.clone(), ..intent.clone() };
        Ok(chat.back(self.read_prose(&plain)?, &intent.text))
    }

    fn read_prose(&self, intent: &Intent) -> Result<Spec, Error> {
        let Some(glossed) = gloss::english(&intent.text, &sniff::formal(&intent.text)) else {
            return self.read_english(intent);
        };
        let english = Intent { text: glossed.english.text.clone(), ..intent.clone() };
        Ok(glossed.back(self.read_english(&english)?, &intent.text))
    }

    fn read_english(&self, intent: &Intent) -> Result<Spec, Error> {
        let (spec, known) = self.read_with(intent, None)?;
        if known.is_empty() {
            return Ok(spec);
        }
        // What must be, and that there are accounts, is known only now: read again with it.
        Ok(self.read_with(intent, Some(&known))?.0)
    }

    /// What the shapes of clauses read in an English text, before it is weighed: what the weights are learned from.
    ///
    /// Errors: it is too long.
    pub fn evidence(&self, intent: &Intent) -> Result<Evidence, Error> {
        let plain = chat::read(&intent.text).map_or_else(|| intent.text.clone(), |chat| chat.plain);
        let intent = Intent { text: plain, ..intent.clone() };
        let texts = texts(&intent);
        let Scanned { mut draft, mut sentences, .. } = self.scan(&intent, &texts)?;
        hear(&mut draft, &mut sentences, &texts, &[]);
        let votes = entities::votes(&draft, &sentences);
        let kind = weigh::kind::read(&draft, &weigh::Text::of(&sentences));
        // What the first reading makes of all that, by itself.
        let mut alone = sentences.clone();
        let machines = place(&mut draft, &mut alone, &texts);
        let changes = states::changes(&machines);
        write_lives(&mut draft, &alone, &machines);
        Ok(Evidence { sentences, votes, kind, changes, draft })
    }

    /// What a reading leaves of an English text when everything else has found its place: what the weights of
    /// [`rest`] are learned from.
    ///
    /// Errors: it is too long.
    pub fn left(&self, intent: &Intent) -> Result<Vec<rest::Left>, Error> {
        let plain = chat::read(&intent.text).map_or_else(|| intent.text.clone(), |chat| chat.plain);
        let intent = Intent { text: plain, ..intent.clone() };
        let texts = texts(&intent);
        let Scanned { mut draft, mut sentences, foreign, .. } = self.scan(&intent, &texts)?;
        if foreign.is_some() {
            return Ok(Vec::new());
        }
        let second = english(&mut draft, &mut sentences, &texts, &[]);
        let project = defaults::project(&mut draft, &sentences, &intent);
        ask_for_things(&mut draft, &mut sentences, &texts, &project, second.as_ref());
        Ok(draft.left)
    }

    fn scan(&self, intent: &Intent, texts: &[&str]) -> Result<Scanned, Error> {
        let mut draft = Draft::default();
        let mut sentences = Vec::new();
        let mut foreign = None;
        let mut scanned = 0;
        let mut blocks = Blocks::default();
        let mut masked = blocks.take(&mut draft, sniff::sniff_all(intent), texts.len());
        blocks.fences(texts, &mut masked);
        for (n, text) in texts.iter().enumerate() {
            let left = self.limit_words - scanned;
            let toks = token::scan(text, masked.get(n).map_or(&[][..], Vec::as_slice), left)
                .ok_or(Error::TooWordy { limit_words: self.limit_words })?;
            scanned += toks.len();
            if n == 0 {
                foreign = guess::foreign(toks.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()));
            }
            for toks in sentence::sentences(toks) {
                sentences.push(Sentence { text: n, facts: Vec::new(), toks });
            }
        }
        Ok(Scanned { draft, blocks, sentences, foreign })
    }

    fn read_with(&self, intent: &Intent, known: Option<&Known>) -> Result<(Spec, Known), Error> {
        let texts = texts(intent);
        let Scanned { mut draft, blocks, mut sentences, foreign } = self.scan(intent, &texts)?;
        let required = known.map_or(&[][..], |known| known.required.as_slice());
        draft.accounts_routed |= known.is_some_and(|known| known.accounts);
        // What comes beside a text in another language may be what its question asks for: the same in English.
        let foreign_len = foreign.map_or(0, |_| sentences.iter().filter(|s| s.text == 0).count());
        let (own, rest) = sentences.split_at_mut(foreign_len);
        if let Some((code, name)) = foreign {
            not_english(&mut draft, own, code, name);
        }
        let english_is_there = foreign.is_none() || !rest.is_empty();
        let second = if english_is_there { english(&mut draft, rest, &texts, required) } else { None };
        let mut found = Known::default();
        if known.is_none() {
            found.required = requires::find(&draft, rest);
        }
        let project = defaults::project(&mut draft, &sentences, intent);
        if english_is_there {
            let rest = sentences.get_mut(foreign_len..).unwrap_or_default();
            found.accounts =
                ask_for_things(&mut draft, rest, &texts, &project, second.as_ref()) && known.is_none();
        }
        let language = foreign.map_or("en", |(code, _)| code);
        Ok((write(draft, project, &sentences, &texts, intent, language, &blocks), found))
    }
}

/// What a first reading found that changes how the text is read.
#[derive(Debug, Clone, Default)]
struct Known {
    required: Vec<Found>,
    accounts: bool,
}

impl Known {
    fn is_empty(&self) -> bool {
        self.required.is_empty() && !self.accounts
    }
}

/// What the shapes of clauses read in a text.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub sentences: Vec<Sentence>,
    /// What they say for each noun that may be a thing.
    pub votes: Vec<entities::Vote>,
    /// Of software, by its name: [`weigh::kind::read`].
    pub kind: String,
    /// Of states.
    pub changes: Vec<weigh::step::Change>,
    /// What comes of them with nothing weighed.
    pub draft: Draft,
}

/// The texts in sentences, with what forms of their own were found for.
struct Scanned {
    draft: Draft,
    blocks: Blocks,
    sentences: Vec<Sentence>,
    /// The code and the name of the language that the intent is in, where it is not English.
    foreign: Option<(&'static str, &'static str)>,
}

fn texts(intent: &Intent) -> Vec<&str> {
    std::iter::once(intent.text.as_str()).chain(intent.attachments.iter().map(|a| a.text.as_str())).collect()
}

/// How many lists of phrases may be looked through for one request. A page of text takes a hundredth of it; sentences
/// behind this bound are asked about, unread.
const LOOKS: u64 = 30_000_000;

fn english(
    draft: &mut Draft,
    sentences: &mut [Sentence],
    texts: &[&str],
    required: &[Found],
) -> Option<weigh::Second> {
    hear(draft, sentences, texts, required);
    let second = weigh::settle(draft, sentences);
    let mut machines = place(draft, sentences, texts);
    if let Some(second) = second.as_ref().filter(|_| !weigh::says_little(sentences)) {
        let lives = second.lives(sentences, &states::changes(&machines));
        states::weighed::settle(draft, &mut machines, sentences, &lives);
    }
    write_lives(draft, sentences, &machines);
    second
}

/// What each sentence says, by the shapes of its clauses and in the light of the others.
fn hear(draft: &mut Draft, sentences: &mut [Sentence], texts: &[&str], required: &[Found]) {
    let before = phrases::looks();
    let named = people::named(&sentences.iter().map(|s| s.toks.as_slice()).collect::<Vec<_>>());
    for (n, sentence) in sentences.iter_mut().enumerate() {
        people::mark(&mut sentence.toks, &named);
        clause::deed::mark_leave(&mut sentence.toks);
        clause::mark_sparing(&mut sentence.toks);
        declare::mark_names(&mut sentence.toks);
        mark_later(&mut sentence.toks, n > 0);
        mark_named(&mut sentence.toks);
        people::admins(&mut sentence.toks);
    }
    for n in 1..sentences.len() {
        let (before, here) = sentences.split_at_mut(n);
        if let (Some(before), Some(here)) = (before.last(), here.first_mut()) {
            people::they::name(&before.toks, &mut here.toks);
        }
    }
    mark_kept(sentences);
    let rights = rights::read(&sentences.iter().map(|s| s.toks.as_slice()).collect::<Vec<_>>());
    let mut fixed = vec![false; sentences.len()];
    for ((sentence, told), fixed) in sentences.iter_mut().zip(rights).zip(&mut fixed) {
        if phrases::looks().wrapping_sub(before) > LOOKS {
            break;
        }
        let refused = !hostile::refused(&sentence.toks).is_empty();
        *fixed = refused || told.is_some();
        sentence.facts = told.filter(|_| !refused).unwrap_or_else(|| read_sentence(&sentence.toks));
    }
    if phrases::looks().wrapping_sub(before) <= LOOKS {
        tell_lives(draft, sentences, &fixed);
    }
    assemble::spoken::settle(draft, sentences);
    assemble::unheard::settle(sentences);
    // What stands below something that a form of its own was found for is no title.
    let begins = |s: &&mut Sentence| {
        let before = s.toks.first().and_then(|tok| texts.first()?.get(..tok.start)).unwrap_or_default();
        s.text == 0 && !before.contains(char::is_alphanumeric)
    };
    if let Some(first) = sentences.first_mut().filter(|s| s.facts.is_empty()).filter(begins) {
        first.facts = clause::title(&first.toks);
    }
    requires::settle(sentences, required);
    declared_are_no_software(sentences);
    preface::settle(sentences);
    preface::signed(sentences);
    opening::who_asks(sentences);
    opening::heading(sentences);
    draft.openings = opening::find(sentences);
    opening::one_of_each(sentences);
    program::read(draft, sentences);
    carry_subjects(sentences);
    assemble::alike::settle(sentences);
    assemble::people::settle(sentences);
    assemble::alone::settle(sentences);
    assemble::sent::settle(sentences);
    assemble::done::settle(sentences);
    assemble::occasions::settle(sentences);
    assemble::built_with::settle(sentences);
}

/// Each fact finds its place in the draft; what was told of lives is given back.
fn place(draft: &mut Draft, sentences: &mut [Sentence], texts: &[&str]) -> states::Machines {
    entities::accept(draft, sentences);
    entities::described(draft, sentences);
    listing::beside_routes(draft, sentences, texts);
    listing::behind_routes(draft, sentences, texts);
    listing::steps_beside_routes(draft, sentences, texts);
    listing::pages_of_the_last(sentences);
    let mut machines = states::Machines::new();
    apply::all(draft, sentences, &mut machines);
    assemble::tied::cover(draft, sentences);
    doubled::settle(draft);
    moment::settle(draft);
    machines
}

fn write_lives(draft: &mut Draft, sentences: &[Sentence], machines: &states::Machines) {
    let quotes: Vec<(domain::Span, String)> =
        machines.values().flat_map(|m| m.spans.iter()).map(|span| (*span, quote(sentences, *span))).collect();
    states::write(draft, machines, &|span| {
        quotes.iter().find(|(at, _)| *at == span).map(|(_, text)| text.clone()).unwrap_or_default()
    });
}

/// `Walk: walker, dog`: where walks are kept, "planned walks", "two walks" and "walks of a dog" are those, and nobody
/// walks.
fn mark_kept(sentences: &mut [Sentence]) {
    use crate::english::lexicon::{Form, lexicon};
    let many = |word: &str| {
        let many = crate::words::plural(&crate::words::singular(word));
        lexicon().verb(&many).filter(|(_, form)| *form == Form::Third).map(|_| many)
    };
    let declared = |sentence: &Sentence| {
        let toks = &sentence.toks;
        let first = toks.first().filter(|tok| tok.word)?;
        let listed =
            toks.get(1).is_some_and(|tok| tok.is(":") || tok.is("(")) && toks.iter().any(|tok| tok.is(","));
        if listed { many(&first.low) } else { None }
    };
    let kept: Vec<String> = sentences.iter().filter_map(declared).collect();
    if kept.is_empty() {
        return;
    }
    for sentence in sentences.iter_mut() {
        for at in 0..sentence.toks.len() {
            let toks = &sentence.toks;
            if !kept.contains(&toks[at].low) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|n| toks.get(n));
            let led = before.is_none_or(|tok| {
                !tok.word
                    || tok.is_number()
                    || lexicon().is_state(&tok.low)
                    || crate::words::stop::is_stop(&tok.low)
                    || matches!(
                        tok.low.as_str(),
                        "two" | "three" | "four" | "five" | "several" | "past" | "upcoming" | "overlapping"
                    )
            });
            if led
                && !before.is_some_and(|tok| {
                    matches!(tok.low.as_str(), "who" | "that" | "which" | "it" | "he" | "she" | "they")
                })
            {
                sentence.toks[at].quoted = true;
            }
        }
    }
}

/// `Application: job, applicant, cv file` behind other things: records of theirs, and no software.
fn mark_later(toks: &mut [token::Tok], later: bool) {
    let listed = toks.get(1).is_some_and(|tok| tok.is(":")) && toks.iter().any(|tok| tok.is(","));
    let first = toks.first_mut().filter(|tok| {
        later
            && listed
            && matches!(
                tok.low.as_str(),
                "application" | "applications" | "program" | "game" | "tool" | "page" | "service" | "job"
            )
    });
    if let Some(first) = first {
        first.quoted = true;
    }
}

/// `loan(book, patron)`, `Show(title)`, "keep tracks (title, length)": what a parenthesis of members hangs on is a name,
/// whatever it may do elsewhere.
fn mark_named(toks: &mut [token::Tok]) {
    const LEADS: &[&str] =
        &["with", "keep", "keeps", "store", "stores", "manage", "manages", "save", "hold", "for", "of"];
    for at in 1..toks.len() {
        if !toks[at].is("(") || !toks[at - 1].word {
            continue;
        }
        let before = at.checked_sub(2).and_then(|n| toks.get(n));
        let begins = before.is_none_or(|before| !before.word || before.is("and"));
        let led = || {
            before
                .is_none_or(|before| !before.word || before.is("and") || LEADS.contains(&before.low.as_str()))
                && crate::words::is_plural(&toks[at - 1].low)
                && declare::inside(toks, at)
                    .is_some_and(|(items, _)| entities::field_like(&items) && items.len() > 1)
        };
        if begins && toks[at].glued || led() {
            toks[at - 1].quoted = true;
        }
    }
}

/// "games (title, min players)", "a page has a number": where records are games or pages, "a game that is out" is one of
/// them and no program. Nor does a later sentence say what the whole is, unless it asks for it.
fn declared_are_no_software(sentences: &mut [Sentence]) {
    let one = |np: &Np| (np.low.len() == 1).then(|| crate::words::singular(np.last()));
    // What the text presents as a thing, and what it only describes as one.
    let (mut declared, mut described): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for fact in sentences.iter().flat_map(|sentence| sentence.facts.iter()) {
        match fact {
            Fact::Mention { np, weight: 3 } => declared.extend(one(np)),
            Fact::Has { subject, items, .. } => {
                let made = items.iter().filter(|item| item.members.len() > 1).map(|item| &item.np);
                described.extend(made.filter_map(one));
                described.extend(
                    subject.as_ref().filter(|_| entities::field_like(items) && items.len() > 1).and_then(one),
                );
            }
            _ => {}
        }
    }
    let records = program::keeps_records(sentences);
    for (n, sentence) in sentences.iter_mut().enumerate() {
        let toks = &sentence.toks;
        sentence.facts.retain(|fact| match fact {
            Fact::Frame { kind: Some((kind, range)), toks: whole, called: None, .. } if range.len() == 1 => {
                let word = toks.get(range.start).map(|tok| crate::words::singular(&tok.low));
                let asked = whole.len() > range.len() + 1;
                // A script may be one of the records, a CLI is none.
                let certain = matches!(kind.as_str(), "api" | "generic") || word.as_deref() == Some("cli");
                let later = n > 0 && records && !asked && !certain;
                let kept = |word: String| declared.contains(&word) || !asked && described.contains(&word);
                !later && !word.is_some_and(kept)
            }
            _ => true,
        });
    }
}

/// "A lesson has one teacher. start, end, topic": a sentence of nothing but members goes on with what the
/// sentence before it began with.
fn carry_subjects(sentences: &mut [Sentence]) {
    for n in 1..sentences.len() {
        let (before, here) = sentences.split_at_mut(n);
        let (Some(before), Some(here)) = (before.last(), here.first_mut()) else { continue };
        if before.text != here.text {
            continue;
        }
        let first = before.facts.iter().find_map(|fact| match fact {
            Fact::Has { subject: Some(np), .. } | Fact::Relation { from: Some(np), .. } => Some(np.clone()),
            _ => None,
        });
        let whole = here.toks.len();
        if let [Fact::Has { subject: subject @ None, toks, from_frame: false, .. }] =
            here.facts.as_mut_slice()
            && toks.start == 0
            && toks.end >= whole
        {
            *subject = first.map(|np| crate::english::evidence::Np { toks: 0..0, name_toks: 0..0, ..np });
        }
    }
}

fn quote(sentences: &[Sentence], span: domain::Span) -> String {
    let Some(sentence) =
        sentences.iter().find(|s| s.text == span.attachment && s.toks.iter().any(|t| t.start == span.start))
    else {
        return String::new();
    };
    let start = sentence.toks.iter().position(|t| t.start >= span.start).unwrap_or(0);
    let end = sentence.toks.iter().rposition(|t| t.end <= span.end).map_or(start, |n| n + 1);
    questions::quote(sentence, &(start..end.max(start)))
}

/// What the sentences tell together of the life of a thing; the rest of each is read as it was.
fn tell_lives(draft: &Draft, sentences: &mut [Sentence], fixed: &[bool]) {
    let heard = sentences.iter().zip(fixed).map(|(sentence, fixed)| life::Heard {
        toks: &sentence.toks,
        facts: &sentence.facts,
        fixed: *fixed,
    });
    let kept = draft.entities.iter().map(|(name, entity)| {
        let mut choices =
            ["status", "state", "stage"].iter().filter_map(|name| entity.fields.get_key_value(*name));
        let (field, status) = choices.find(|(_, field)| field.values.is_some()).unzip();
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        life::Kept {
            name: finish::spaced(name),
            field: field.cloned(),
            states: status.and_then(|f| f.values.as_ref()).into_iter().flatten().filter_map(text).collect(),
            initial: status.and_then(|field| field.default.as_ref()).and_then(text),
        }
    });
    let lives = life::read(&heard.collect::<Vec<_>>(), &kept.collect::<Vec<_>>());
    for (sentence, parts) in sentences.iter_mut().zip(lives) {
        let Some(parts) = parts else { continue };
        let mut facts = Vec::new();
        let mut at = 0;
        for (range, told) in parts {
            facts.extend(shifted(&sentence.toks, at..range.start.max(at)));
            at = range.end.max(at);
            facts.extend(told);
        }
        facts.extend(shifted(&sentence.toks, at..sentence.toks.len()));
        // What the sentence says beside must not be lost by taking a part out of it.
        if unread(&sentence.toks, &facts) <= unread(&sentence.toks, &sentence.facts) {
            sentence.facts = facts;
        }
    }
}

/// How many words of weight no fact was read from.
fn unread(toks: &[token::Tok], facts: &[Fact]) -> usize {
    let read =
        |n: usize| facts.iter().any(|fact| !matches!(fact, Fact::Unread { .. }) && fact.toks().contains(&n));
    (0..toks.len()).filter(|n| toks[*n].content && !read(*n)).count()
}

/// Refused parts are cut out before the rest is read.
fn read_sentence(toks: &[token::Tok]) -> Vec<Fact> {
    let refused = hostile::refused(toks);
    if refused.is_empty() {
        let Some((topic, end)) = opening::for_what(toks) else { return clause::read(toks) };
        let frame = Fact::Frame { kind: None, topics: vec![topic], called: None, place: None, toks: 0..end };
        return std::iter::once(frame).chain(shifted(toks, end..toks.len())).collect();
    }
    let mut facts = Vec::new();
    let mut at = 0;
    for (why, range) in refused {
        facts.extend(shifted(toks, at..range.start));
        at = range.end;
        facts.push(Fact::Refused { why, toks: range });
    }
    facts.extend(shifted(toks, at..toks.len()));
    facts
}

/// The rest of a sentence with a refused part is read with its words in place, the others blanked.
fn shifted(toks: &[token::Tok], range: std::ops::Range<usize>) -> Vec<Fact> {
    if range.is_empty() {
        return Vec::new();
    }
    let mut copy: Vec<token::Tok> = toks.to_vec();
    for (n, tok) in copy.iter_mut().enumerate() {
        if !range.contains(&n) {
            tok.low = ";".to_owned();
            tok.word = false;
            tok.content = false;
        }
    }
    clause::read(&copy)
}

fn not_english(draft: &mut Draft, sentences: &mut [Sentence], code: &str, name: &str) {
    // What software is made with has the same names everywhere.
    for sentence in sentences.iter_mut() {
        sentence.facts = clause::stack_names(&sentence.toks);
        for fact in &sentence.facts {
            if let Fact::Stack { key, toks, .. } = fact {
                draft.cover.extend(
                    sentence
                        .toks
                        .get(toks.clone())
                        .unwrap_or_default()
                        .iter()
                        .filter(|t| t.content)
                        .map(|t| ((sentence.text, t.start), Target::Pointer(format!("/project/{key}")))),
                );
            }
        }
    }
    let mut src = Vec::new();
    for sentence in sentences.iter() {
        src.extend(sentence.span(&(0..sentence.toks.len())));
    }
    let text =
        format!("this reads like {name}; the rules reader understands English. Please say it in English");
    let id = draft.ask(questions::new(
        QuestionKind::Unrecognised,
        format!("/source/language/{code}"),
        text,
        src,
        json!(null),
        vec![json!("the same in English"), json!("the data as SQL, JSON or a field list")],
        true,
    ));
    for sentence in sentences.iter() {
        draft.cover(sentence, &(0..sentence.toks.len()), &Target::Question(id.clone()));
    }
}

/// Nothing to store was named, or a thing without fields; what words of weight say. Answers whether they speak of accounts
/// where nothing else did.
fn ask_for_things(
    draft: &mut Draft,
    sentences: &mut [Sentence],
    texts: &[&str],
    project: &Project,
    second: Option<&weigh::Second>,
) -> bool {
    let data = matches!(project.kind, ProjectType::Api | ProjectType::WebApp);
    if data {
        defaults::targets(draft);
        defaults::empty_entities(draft, sentences);
        if draft.entities.is_empty() {
            let id = draft.ask(questions::nothing_to_store(Vec::new()));
            if project.origin.get("name") == Some(&Origin::Default) {
                untitled(draft, sentences, &id);
            }
        }
    }
    let mut accounts = false;
    if data {
        own::prose::read(draft, sentences);
        own::below::likely(draft, sentences);
        nested::left(draft, sentences);
        accounts = assemble::gist::settle(draft, sentences);
    }
    coverage::leftovers(draft, sentences, texts, data, second);
    // Where words were not understood, no list of ours stands for the things that they name.
    let unread = draft.questions.iter().any(|q| q.kind == QuestionKind::Unrecognised && q.blocking);
    if unread
        && let Some(question) = draft.questions.iter_mut().find(|q| q.pointer.as_deref() == Some("/entities"))
    {
        question.proposal = json!(null);
    }
    accounts
}

/// "asdf qwer": words are no title where the project is not called by them.
fn untitled(draft: &mut Draft, sentences: &[Sentence], question: &str) {
    let title = Target::Pointer("/project/name".into());
    for sentence in sentences {
        for tok in &sentence.toks {
            let at = (sentence.text, tok.start);
            if draft.cover.get(&at) == Some(&title) {
                draft.cover.insert(at, Target::Question(question.to_owned()));
                let span = Span { start: tok.start, end: tok.end, attachment: sentence.text };
                draft.questions.iter_mut().filter(|q| q.id == question).for_each(|q| q.src.push(span));
            }
        }
    }
}

fn write(
    mut draft: Draft,
    project: Project,
    sentences: &[Sentence],
    texts: &[&str],
    intent: &Intent,
    language: &str,
    blocks: &Blocks,
) -> Spec {
    let cascades = std::mem::take(&mut draft.cascades);
    for (parent, children, effect, text, toks, start) in cascades {
        if let Some(sentence) =
            sentences.iter().find(|s| s.text == text && s.toks.first().is_some_and(|t| t.start == start))
        {
            relate::cascade(&mut draft, sentence, &parent, &children, effect, &toks);
        }
    }
    let mut permissions = std::mem::take(&mut draft.permissions);
    unspoken::within_sight(&draft, &mut permissions);
    draft.permissions = permissions;
    owners::settle(&mut draft);
    defaults::relations(&mut draft);
    contradictions::ask(&mut draft);
    own::value::settle(&mut draft);
    spans::settle(&mut draft);
    finish::operations(&mut draft);
    if matches!(project.kind, ProjectType::Api | ProjectType::WebApp) {
        own::resolve(&mut draft, texts);
        assemble::sound::settle(&mut draft);
        apart::ask(&mut draft);
    }
    let auth = finish::auth(&mut draft);
    limits::ask(&mut draft, sentences);
    numbers::ask(&mut draft, sentences, project.kind);
    let coverage = coverage::count(&draft, sentences, texts, &blocks.resolved(&draft));
    let mut open_questions = std::mem::take(&mut draft.questions);
    coverage::trim(&mut open_questions, &coverage);
    let coverage = coverage::ask_for_silent(coverage, &mut open_questions, texts);
    let assumptions = std::mem::take(&mut draft.assumptions)
        .into_iter()
        .enumerate()
        .map(|(n, (text, path, alternatives))| Assumption {
            id: format!("A{}", n + 1),
            text,
            path,
            alternatives,
            rule: None,
        })
        .collect();
    Spec {
        qspec: 1,
        source: Source {
            intent: intent.text.clone(),
            sha256: intent.sha256(),
            reader: "rules@1".to_owned(),
            language: Some(language.to_owned()),
            attachments: intent
                .attachments
                .iter()
                .map(|a| SourceAttachment { name: a.name.clone(), sha256: Sha256::of(a.text.as_bytes()) })
                .collect(),
        },
        project,
        entities: draft.entities,
        relations: draft.relations,
        auth: Some(auth),
        operations: draft.operations,
        functions: draft.functions,
        commands: draft.commands,
        steps: draft.steps,
        rules: draft.rules,
        nfr: draft.nfr,
        assumptions,
        open_questions,
        coverage,
        tests: Vec::new(),
    }
}

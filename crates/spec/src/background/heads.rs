//! Lines that name a part of the document, who wrote it or who signs it, and say nothing else.

use crate::{
    assemble::draft::{Draft, Sentence},
    english::{
        cursor::eat_first,
        lexicon::{Form, lexicon},
        token::Tok,
    },
    words,
};

use super::{Verdict, open};

/// More words than these are no heading.
const LONGEST: usize = 9;

/// Words of which the headings of a document are made.
const GENERAL: &str = "life lifecycle cycle status state story user acceptance criterion criteria deletion deleting behaviour \
    behavior path screen step requirement rule role right permission data model access listing search sorting filter \
    validation overview background context problem goal motivation introduction intro scope general technical technology \
    tech stack note detail appendix attachment summary description table field entity object endpoint route api \
    performance security milestone phase version draft minute agenda meeting deadline budget delivery contact team author \
    owner reviewer product stage target date people use case feature functionality operation action workflow process \
    report number statistic extra other misc miscellaneous further additional functional quality main basic situation \
    solution idea wish must have nice constraint assumption question answer part section chapter what why how who where \
    when thing keep store need want work paths interface calculation computation money time limit language framework \
    option variant example remark exception error login account page form list view column done definition ready epic \
    task ticket history purpose about accepted missing so far far first second third one two three four five six";

/// Words that say what kind of document it is, and how far it got.
const OF_THE_DOCUMENT: &str = "requirements requirement functional specification spec specs version draft notes minutes document \
    summary v0 v1 v2 v3 revision review final proposal rfc prd brief outline sketch suggestion idea ideas data \
    description overview short internal confidential";

/// `…: functional requirements, version 3`, `Suggestion: …`: the document names itself, or a part of it.
pub(super) fn names_the_document(toks: &[Tok], range: &std::ops::Range<usize>, early: bool) -> bool {
    let part = &toks[range.clone()];
    let labels = part.len() <= 3 && toks.get(range.end).is_some_and(|tok| tok.is(":"));
    let general = |tok: &Tok| is_in(GENERAL, &tok.low) || is_in(GENERAL, &words::singular(&tok.low));
    let own = |tok: &Tok| {
        !tok.content || tok.is_number() || is_in(OF_THE_DOCUMENT, &tok.low) || labels && general(tok)
    };
    (early || labels) && part.iter().all(own)
}

/// Labels in the head of a document.
const LABELS: &str = "author owner reviewer reviewers product project stage target version date team client customer prepared \
    contact sponsor due deadline ticket epic sprint estimate budget reporter assignee created updated document subject \
    from to cc approver approvers stakeholder stakeholders status priority present attendees participants written by pm \
    tech lead engineering design release quarter effort requested requester";

/// For each sentence how sure it is that it is a heading, the head of a document or a signature.
pub(super) fn find(
    draft: &Draft,
    sentences: &[Sentence],
    texts: &[&str],
    titled: bool,
) -> Vec<Option<Verdict>> {
    let mut found: Vec<Option<Verdict>> = vec![None; sentences.len()];
    for (n, sentence) in sentences.iter().enumerate() {
        let Some(text) = texts.get(sentence.text) else { continue };
        let line = Line::of(sentence, text);
        found[n] = is_head(draft, sentence, &line, titled).then_some(Verdict::Told);
    }
    labels(draft, sentences, &mut found);
    signatures(draft, sentences, texts, &mut found);
    found
}

/// How a sentence stands in its line.
struct Line {
    /// Nothing else stands on it.
    alone: bool,
    bullet: bool,
    /// `# Rules`, `**Rules.**`
    marked: bool,
    /// The first of the text.
    first: bool,
    last: bool,
    /// What stands before it is the end of a sentence or an empty line.
    apart: bool,
    stopped: bool,
}

impl Line {
    fn of(sentence: &Sentence, text: &str) -> Self {
        let start = sentence.toks.first().map_or(0, |tok| tok.start);
        let end = sentence.toks.iter().rev().find(|tok| tok.word).map_or(start, |tok| tok.end);
        let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
        let head = before.rsplit('\n').next().unwrap_or_default().trim();
        let tail = after.split('\n').next().unwrap_or_default().trim();
        let wordless = |part: &str| !part.contains(char::is_alphabetic);
        let emphasis = |part: &str| part.trim_start_matches(['.', ':', '!']).starts_with("**");
        let above = before.strip_suffix(before.rsplit('\n').next().unwrap_or_default()).unwrap_or_default();
        let above = above.strip_suffix('\n').unwrap_or(above);
        let above = above.rsplit('\n').next().unwrap_or_default().trim();
        Self {
            alone: wordless(head) && wordless(tail),
            bullet: head.starts_with(['-', '*', '•', '+']) && !head.starts_with("**"),
            marked: head.starts_with('#') || head.ends_with("**") && emphasis(tail),
            first: !before.contains(char::is_alphabetic),
            last: !after.contains(char::is_alphabetic),
            apart: above.is_empty() || above.ends_with(['.', '!', '?', ',', ')', '"', '”', ':']),
            stopped: tail.starts_with(['.', '!', '?', ';', ',']),
        }
    }
}

/// `Life of a booking`, `Story 2`, `Acceptance criteria`, and the title that a text begins with.
fn is_head(draft: &Draft, sentence: &Sentence, line: &Line, titled: bool) -> bool {
    let toks = &sentence.toks;
    let shaped = line.alone && !line.bullet && !line.stopped && !line.last || line.marked;
    let count = toks.iter().filter(|tok| tok.word).count();
    if !shaped || count == 0 || count > LONGEST || toks.iter().any(tells) {
        return false;
    }
    let named = |tok: &Tok| {
        let one = words::singular(&tok.low);
        is_in(GENERAL, &one)
            || is_in(GENERAL, &tok.low)
            || lexicon().technical.contains(&tok.low)
            || lexicon().fillers.contains(&tok.low)
            || known(draft, tok)
    };
    let marks = toks
        .iter()
        .any(|tok| !tok.word && !matches!(tok.low.as_str(), "." | ":" | "-" | "&" | "/" | "—" | "–" | "'"));
    if !marks && toks.iter().all(|tok| !tok.content || named(tok)) && toks.iter().any(|tok| tok.content) {
        return true;
    }
    let listed = toks.iter().any(|tok| matches!(tok.low.as_str(), "," | "(" | ":" | "with" | "/"));
    let deed = toks
        .first()
        .is_some_and(|tok| crate::coverage::is_deed(tok) && !lexicon().noun_verbs.contains(&tok.low));
    let minutes = toks.first().is_some_and(|tok| is_in(OF_THE_DOCUMENT, &tok.low)) && line.alone;
    titled && line.first && (!listed || minutes) && !deed
}

/// Words with which a line is no name any more.
fn tells(tok: &Tok) -> bool {
    // "IT" is a department.
    if tok.raw.len() > 1 && tok.raw.chars().all(|c| c.is_ascii_uppercase()) {
        return false;
    }
    const TELLING: &str = "is are was were be has have had must should shall can cannot can't may might will would need \
        needs want wants only never always each every per no not nobody if unless when until max min unique optional \
        required mandatory default least most than i we you they it please";
    let modal = is_in(TELLING, &tok.low)
        && !matches!(tok.low.as_str(), "must" | "have" | "want" | "need" | "when" | "we" | "i");
    let finite = matches!(lexicon().verb(&tok.low), Some((_, Form::Third))) && lexicon().pure_verb(&tok.low);
    modal || finite || tok.quoted || matches!(tok.low.as_str(), "=" | "→" | "|" | "<" | ">" | "{" | "[" | "`")
}

/// `Author: Priya`, `Stage: MVP | Target: Q3`: the head of a document, before it says anything.
fn labels(draft: &Draft, sentences: &[Sentence], found: &mut [Option<Verdict>]) {
    let mut counted = Vec::new();
    for (n, sentence) in sentences.iter().enumerate().take(12) {
        if sentence.text > 0 || found[n].is_some() {
            continue;
        }
        let toks = &sentence.toks;
        let labels: Vec<usize> =
            (1..toks.len()).filter(|at| toks[*at].is(":") && is_in(LABELS, &toks[at - 1].low)).collect();
        let cells = toks.iter().filter(|tok| tok.is(":")).count();
        // "Author: K. Lindgren": the name goes on.
        let goes_on = n > 0
            && found_before(&counted, n)
            && sentences[n - 1].toks.last().is_some_and(|tok| tok.raw.len() == 1);
        let plain = (goes_on || toks.first().is_some_and(|tok| is_in(LABELS, &tok.low)))
            && labels.len() == cells
            && (cells > 0 || goes_on)
            && toks.len() <= cells.max(1) * 9
            && !toks.iter().any(|tok| known(draft, tok) && !is_in(LABELS, &tok.low))
            && !toks.iter().any(|tok| tells(tok) && !tok.is("|"));
        if plain {
            counted.push((n, cells));
        } else if toks.iter().any(super::signs::binds) {
            break;
        }
    }
    if counted.iter().map(|(_, cells)| cells).sum::<usize>() >= 2 {
        counted.iter().for_each(|(n, _)| found[*n] = Some(Verdict::Told));
    }
}

fn found_before(counted: &[(usize, usize)], n: usize) -> bool {
    counted.last().is_some_and(|(before, _)| before + 1 == n)
}

/// `Love, Greta`, `Ms Adeyemi`, `Hugo`: names of people on the last lines.
fn signatures(draft: &Draft, sentences: &[Sentence], texts: &[&str], found: &mut [Option<Verdict>]) {
    const CLOSING: &[&str] = &[
        "love|best|cheers|thanks|thx|regards|yours|greetings|ciao|bye|hugs|sincerely|ta|peace|xoxo ,?",
        "best|kind|warm|many|with regards|wishes|thanks|love ,?",
        "mr|mrs|ms|dr|prof|professor|sir .?",
        "your|yours truly|faithfully|sincerely ,?",
    ];
    const FAREWELL: &[&str] = &[
        "until|till|see|talk soon|then|you|later ,?",
        "take care ,?",
        "best|kind|warm|many|with regards|wishes|thanks|greetings",
        "yours|your truly|faithfully|sincerely|ever?",
        "thanks|thank|thx|cheers|regards|sincerely|greetings|best|love|ciao",
    ];
    const NO_NAME: &[&str] = &["ing", "tion", "ions", "ment", "ness", "ity", "able"];
    let count = sentences.iter().take_while(|sentence| sentence.text == 0).count();
    let farewell = (count.saturating_sub(4)..count).rev().find(|n| {
        let toks = &sentences[*n].toks;
        toks.len() <= 7 && eat_first(toks, 0, FAREWELL).is_some()
    });
    let signs = |sentence: &Sentence| {
        let toks = &sentence.toks;
        let name = toks.len() <= 4 && toks.first().is_some_and(Tok::capitalised);
        toks.len() <= 8
            && !toks.iter().any(|tok| {
                known(draft, tok) && !name || tells(tok) || super::signs::binds(tok) || tok.is(":")
            })
    };
    if let Some(last) = farewell.filter(|last| sentences[last + 1..count].iter().all(signs)) {
        found.iter_mut().take(count).skip(last).for_each(|one| *one = Some(Verdict::Told));
        return;
    }
    for n in (0..count).rev().take(3) {
        let sentence = &sentences[n];
        let toks = &sentence.toks;
        let Some(text) = texts.first() else { return };
        let line = Line::of(sentence, text);
        let closed = eat_first(toks, 0, CLOSING);
        let rest = toks.get(closed.unwrap_or(0)..).unwrap_or_default();
        let name = |tok: &Tok| {
            tok.capitalised()
                && !tok.is_number()
                && !known(draft, tok)
                && !lexicon().technical.contains(&tok.low)
                && !lexicon().fillers.contains(&tok.low)
                && lexicon().verb(&tok.low).is_none()
                && lexicon().stack_names(&tok.low).is_empty()
                && !(closed.is_none() && NO_NAME.iter().any(|end| tok.low.ends_with(end)))
        };
        let mark =
            |tok: &Tok| matches!(tok.low.as_str(), "." | "," | "-" | "—" | "&" | "and" | "of" | "from" | "!");
        let names = rest.iter().filter(|tok| name(tok)).count();
        let plain = rest.iter().all(|tok| name(tok) || mark(tok)) && (1..=4).contains(&names);
        let title = eat_first(toks, 0, &["mr|mrs|ms|dr|prof|professor"]).is_some();
        let placed = line.alone && line.apart || line.last && title;
        let signed = placed && !line.bullet && !line.first && plain;
        let plural = closed.is_none() && rest.iter().any(|tok| tok.word && words::is_plural(&tok.low));
        if !signed || plural || !(0..toks.len()).any(|at| open(draft, sentence, at)) {
            if (0..toks.len()).any(|at| open(draft, sentence, at)) {
                return;
            }
            continue;
        }
        found[n] = Some(if closed.is_some() { Verdict::Told } else { Verdict::Likely });
    }
}

/// Whether the word names a thing, a member of one or people of the software.
pub(super) fn known(draft: &Draft, tok: &Tok) -> bool {
    let one = words::singular(&tok.low);
    let member = |name: &String| {
        *name == one || *name == tok.low || name.split('_').any(|part| part == one || part == tok.low)
    };
    known_thing(draft, tok) || draft.entities.values().any(|entity| entity.fields.keys().any(member))
}

/// Whether the word names a thing or people of the software.
pub(super) fn known_thing(draft: &Draft, tok: &Tok) -> bool {
    let one = words::singular(&tok.low);
    draft.names.keys().any(|name| name.split(' ').any(|part| part == one || part == tok.low))
        || draft.roles.contains(&one)
        || draft.told_roles.contains(&one)
}

pub(super) fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}

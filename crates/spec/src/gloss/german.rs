//! German: bent and joined words, and verbs at the end of their clause.

use std::sync::LazyLock;

use crate::english::{
    people::person_like,
    token::{BULLET, LINE},
};

use super::{
    Language,
    lexicon::{Bend, Entry, Kind, Lexicon, several},
    piece::Piece,
};

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("../../data/lexicons/de.txt")));

pub const LANGUAGE: Language =
    Language { code: "de", lexicon: || &LEXICON, bent, capital_nouns: true, parts, order };

fn bent(lexicon: &Lexicon, word: &str) -> Option<Entry> {
    ending(lexicon, word).or_else(|| joined(lexicon, word))
}

/// `Raums`, `Kunden`, `offenen`, `gebuchte`, `Trainerinnen`.
fn ending(lexicon: &Lexicon, word: &str) -> Option<Entry> {
    const ENDINGS: &[&str] = &["innen", "in", "ern", "es", "en", "em", "er", "e", "n", "s"];
    ENDINGS.iter().find_map(|end| {
        let stem = word.strip_suffix(end).filter(|stem| stem.chars().count() >= 3)?;
        let entry = lexicon.word(stem)?;
        let fits = match entry.kind {
            Kind::Thing => matches!(*end, "innen" | "in" | "es" | "s" | "n" | "en" | "e"),
            Kind::Trait => matches!(*end, "es" | "s" | "n" | "en" | "e"),
            Kind::Adjective | Kind::Verb(Bend::Participle) => {
                matches!(*end, "e" | "en" | "er" | "es" | "em" | "n")
            }
            Kind::Verb(_) | Kind::Function => false,
        };
        let many = *end == "innen" && !entry.plural;
        let english = if many { several(&entry.english) } else { entry.english.clone() };
        fits.then(|| Entry { english, plural: entry.plural || many, ..entry.clone() })
    })
}

/// `Raumnummer`, `Kursleiter`, `Lieferdatum`: two words in one, the last of which says what it is.
fn joined(lexicon: &Lexicon, word: &str) -> Option<Entry> {
    let known = |part: &str| lexicon.word(part).cloned().or_else(|| ending(lexicon, part));
    let cuts = word.char_indices().map(|(at, _)| at).filter(|at| *at >= 3 && word.len() - at >= 3);
    cuts.into_iter().find_map(|at| {
        let (left, right) = word.split_at(at);
        let tail = known(right).filter(|entry| matches!(entry.kind, Kind::Thing | Kind::Trait))?;
        let first = [left, left.strip_suffix('s').unwrap_or(left), left.strip_suffix("es").unwrap_or(left)]
            .into_iter()
            .map(str::to_owned)
            .chain([format!("{left}en"), format!("{left}n"), format!("{left}e")])
            .find_map(|left| known(&left))
            .filter(|entry| !matches!(entry.kind, Kind::Function))?;
        // One room, of the room's number, whatever links the two.
        let mut english: Vec<String> = match first.kind {
            Kind::Thing | Kind::Trait => {
                let mut words = first.english.clone();
                if let Some(last) = words.last_mut().filter(|_| first.plural) {
                    *last = crate::words::singular(last);
                }
                words
            }
            _ => first.english.clone(),
        };
        english.extend(tail.english.iter().cloned());
        Some(Entry { english, ..tail })
    })
}

const PRONOUNS: &[&str] = &["i", "we", "he", "she", "it", "they", "you", "one"];
const MODALS: &[&str] = &[
    "may",
    "can",
    "must",
    "should",
    "may not",
    "cannot",
    "must not",
    "should not",
    "want to",
    "would like to",
    "may only",
    "can only",
    "may no longer",
    "can no longer",
    "must no longer",
];
const BEFORE_CLAUSES: &[&str] = &[
    "if",
    "when",
    "once",
    "as long as",
    "so that",
    "that",
    "because",
    "before",
    "after",
    "unless",
    "until",
    "while",
    "as soon as",
    "whether",
    "where",
];

/// `wird bearbeitet`: what is done, and not who does it; `legen Termine an`: one verb in two parts.
fn parts(language: &Language, pieces: &mut [Piece]) {
    const DONE: &[&str] =
        &["wird", "werden", "wurde", "wurden", "worden", "ist", "sind", "sein", "hat", "haben", "habe"];
    const PREFIXES: &[&str] = &[
        "an", "ab", "aus", "ein", "auf", "zu", "vor", "mit", "fest", "frei", "zurück", "weg", "um", "nach",
        "bei", "durch", "fort", "her", "hin", "los", "nieder", "zusammen",
    ];
    for at in 0..pieces.len() {
        let Some(bend) = pieces[at].bend() else { continue };
        let end = clause_end(pieces, at);
        let start = (0..at).rev().find(|n| hard(&pieces[*n]) || pieces[*n].is(",")).map_or(0, |n| n + 1);
        let done = |piece: &Piece| piece.source.rsplit(' ').next().is_some_and(|word| DONE.contains(&word));
        // "erstellt, geändert und gelöscht werden"
        let stop = (at..pieces.len()).find(|n| hard(&pieces[*n])).unwrap_or(pieces.len());
        let joins = |piece: &Piece| piece.any(&[",", "and", "or"]);
        let listed = pieces.get(at + 1).is_some_and(joins)
            && pieces[..stop].last().is_some_and(|last| last.source == "werden")
            && pieces[at + 1..stop - 1].iter().all(|piece| piece.bend().is_some() || joins(piece));
        let passive = listed
            || pieces.get(at + 1).is_some_and(done)
            || at + 1 == end && pieces[start..at].iter().any(done);
        if bend == Bend::Third
            && passive
            && let Some(entry) = (language.lexicon)().participle(&pieces[at].source)
        {
            pieces[at] = Piece::known(entry, pieces[at].source.clone(), pieces[at].from.clone());
            continue;
        }
        // The prefix stands at the end of the clause.
        let Some(last) = end.checked_sub(1).filter(|last| *last > at) else { continue };
        let prefix = pieces[last].source.clone();
        if PREFIXES.contains(&prefix.as_str())
            && let Some((entry, _)) = language.phrase(&[&pieces[at].source, &prefix])
        {
            let (source, from) = (pieces[at].source.clone(), pieces[at].from.clone());
            pieces[at] = Piece {
                what: super::piece::What::Known(Kind::Verb(bend)),
                ..Piece::known(entry, source, from)
            };
            pieces[last].english.clear();
        }
    }
}

fn order(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut pieces = pieces;
    small(&mut pieces);
    genitives(&mut pieces);
    relatives(&mut pieces);
    conditions(&mut pieces);
    subordinate(&mut pieces);
    commas(&mut pieces);
    inverted(&mut pieces);
    behind_clauses(&mut pieces);
    modals(&mut pieces);
    passives(&mut pieces);
    pieces
}

fn hard(piece: &Piece) -> bool {
    piece.mark() && piece.any(&[".", ";", ":", "—", "(", ")", "!", "?", LINE, BULLET])
}

fn finite(piece: &Piece) -> bool {
    matches!(piece.bend(), Some(Bend::Third | Bend::Infinitive | Bend::Base))
        || piece.any(&["has", "have", "is", "are", "was", "were", "belongs to", "has to"])
        || modal(piece)
}

/// `dürfen`, and phrases that end with such a verb: `möchte ich`, `nur Administratoren dürfen`.
fn modal(piece: &Piece) -> bool {
    let words = piece.english.join(" ");
    piece.bend().is_none()
        && MODALS
            .iter()
            .any(|modal| words == *modal || words.ends_with(modal) && words.ends_with(&format!(" {modal}")))
}

/// Words that mean something else beside others.
fn small(pieces: &mut Vec<Piece>) {
    const SORTS: &[&str] = &[
        "filter", "sort", "order", "search", "group", "filtered", "sorted", "ordered", "grouped", "searched",
    ];
    let sorts = |pieces: &[Piece], from: usize, to: usize| {
        pieces[from..to].iter().any(|piece| piece.bend().is_some() && piece.any(SORTS))
    };
    let mut at = 0;
    while at < pieces.len() {
        let end = (at..pieces.len()).find(|n| hard(&pieces[*n])).unwrap_or(pieces.len());
        let start = (0..at).rev().find(|n| hard(&pieces[*n])).map_or(0, |n| n + 1);
        // "nach Datum filtern": by it, and not after it.
        if pieces[at].source == "nach"
            && pieces.get(at + 1).is_some_and(Piece::noun)
            && sorts(pieces, start, end)
        {
            pieces[at].english = vec!["by".to_owned()];
        }
        // "soll … sortieren können"
        let ends = matches!(pieces[at].source.as_str(), "können" | "dürfen" | "müssen")
            && at > start
            && pieces[at - 1].bend() == Some(Bend::Infinitive)
            && pieces[start..at].iter().any(modal);
        // "ist genau einem Spender zugeordnet"
        let assigned = pieces[at].any(&["assigned"])
            && pieces[start..at].iter().any(|piece| piece.english.join(" ").starts_with("belongs to"));
        // "gehört höchstens einem Mieter", "aus sechs Ziffern"
        if pieces[at].any(&["belongs to", "belongs"])
            && pieces.get(at + 1).is_some_and(|next| next.is("at most") || next.says("at most"))
        {
            pieces[at].english = vec!["belongs".to_owned(), "to".to_owned()];
            if let Some(one) = pieces.get_mut(at + 2).filter(|piece| piece.is("a")) {
                one.english = vec!["one".to_owned()];
            }
        }
        let counted = pieces.get(at + 2).is_some_and(|next| {
            next.any(&["digits", "digit", "characters", "letters", "character", "letter"])
        });
        if pieces[at].source == "aus" && counted {
            pieces[at].english = vec!["of".to_owned(), "exactly".to_owned()];
        }
        // "von Trainern bearbeitet werden"
        let done = |piece: &Piece| matches!(piece.source.as_str(), "werden" | "wird" | "wurde" | "wurden");
        if pieces[at].source == "von"
            && pieces[start..end].iter().any(done)
            && pieces.get(at + 1).is_some_and(Piece::thing)
        {
            pieces[at].english = vec!["by".to_owned()];
        }
        // "dürfen alles lesen"
        let all = pieces[at].english.ends_with(&["do".to_owned(), "everything".to_owned()]);
        if all && pieces.get(at + 1).is_some_and(|next| next.bend() == Some(Bend::Infinitive)) {
            let len = pieces[at].english.len();
            pieces[at].english.truncate(len - 2);
            let place = pieces[at].from.end;
            pieces.insert(at + 1, Piece::added("everything", place));
        }
        // "bleiben erhalten"
        if matches!(pieces[at].source.as_str(), "bleiben" | "bleibt")
            && let Some(kept) = (at + 1..end).find(|n| pieces[*n].source == "erhalten")
        {
            let be = if pieces[at].source == "bleibt" { "is" } else { "are" };
            pieces[at].english = vec![be.to_owned()];
            pieces[kept].english = vec!["kept".to_owned()];
            pieces[kept].what = super::piece::What::Known(Kind::Adjective);
        }
        // "freiwillig eine Telefonnummer"
        if pieces[at].is("optional") && pieces.get(at + 1).is_some_and(|next| next.is("a")) {
            pieces[at].english = vec!["optionally".to_owned()];
        }
        // "kann viele Kurse besuchen": not only to have them.
        let counted = ["can have many", "can have several", "may have many"]
            .iter()
            .find(|words| pieces[at].says(words));
        if let Some(words) =
            counted.filter(|_| pieces[at + 1..end].iter().any(|piece| piece.bend() == Some(Bend::Infinitive)))
        {
            let (first, last) = (words.split(' ').next(), words.split(' ').next_back());
            let many = Piece {
                english: last.map(str::to_owned).into_iter().collect(),
                ..Piece::added("", pieces[at].from.end)
            };
            pieces[at].english = first.map(str::to_owned).into_iter().collect();
            pieces.insert(at + 1, many);
        }
        // "als Trainer möchte ich"
        if pieces[at].source == "als"
            && pieces[at].is("as")
            && pieces.get(at + 1).is_some_and(|next| next.thing() && !next.plural)
        {
            pieces[at].english.push("a".to_owned());
        }
        if ends || assigned {
            pieces.remove(at);
            continue;
        }
        at += 1;
    }
}

/// `Wird ein Mieter gelöscht, …`: "when a tenant is deleted".
fn conditions(pieces: &mut Vec<Piece>) {
    for at in 0..pieces.len() {
        let begins = at == 0 || hard(&pieces[at - 1]);
        if !(begins && matches!(pieces[at].source.as_str(), "wird" | "werden")) {
            continue;
        }
        let end = clause_end(pieces, at);
        let done = end
            .checked_sub(1)
            .filter(|last| *last > at + 1 && pieces[*last].bend() == Some(Bend::Participle));
        let (Some(last), true) = (done, pieces.get(end).is_some_and(|piece| piece.is(","))) else { continue };
        let is = pieces.remove(at);
        pieces.insert(last - 1, is);
        let place = pieces[at].from.start;
        pieces.insert(at, Piece::added("when", place));
    }
}

/// `darf nicht gelöscht werden, solange …`: English sets no comma before such a clause.
fn commas(pieces: &mut Vec<Piece>) {
    const LEADS: &[&str] =
        &["as long as", "if", "when", "once", "unless", "until", "while", "as soon as", "that"];
    let mut at = 1;
    while at + 1 < pieces.len() {
        let words = pieces[at + 1].english.join(" ");
        let leads = LEADS.iter().any(|lead| words == *lead || words.starts_with(&format!("{lead} ")));
        if pieces[at].is(",") && leads && !pieces[at - 1].mark() {
            pieces.remove(at);
        }
        at += 1;
    }
}

/// `Wenn er gelöscht wird, werden seine Tiere gelöscht`: behind a clause the verb stands first, in English the subject.
fn behind_clauses(pieces: &mut Vec<Piece>) {
    for at in 2..pieces.len() {
        let start = (0..at).rev().find(|n| hard(&pieces[*n])).map_or(0, |n| n + 1);
        let behind =
            pieces[at - 1].is(",") && pieces.get(start).is_some_and(|piece| piece.any(BEFORE_CLAUSES));
        if !(behind && finite(&pieces[at])) {
            continue;
        }
        let end = (at + 1..pieces.len()).find(|n| hard(&pieces[*n])).unwrap_or(pieces.len());
        let subject = (at + 1..end).find(|n| pieces[*n].noun() || pieces[*n].any(PRONOUNS));
        let Some(mut subject) = subject else { continue };
        let verb = pieces.remove(at);
        // "werden auch seine Tiere gelöscht": "its animals are also deleted".
        if pieces[at].is("also") && at < subject - 1 {
            let also = pieces.remove(at);
            subject -= 1;
            pieces.insert(subject, also);
        }
        pieces.insert(subject, verb);
    }
}

/// `die Liste der Kurse`, `der Besitzer eines Hundes`: "of the courses", "of a dog".
fn genitives(pieces: &mut Vec<Piece>) {
    const OF: &[&str] = &[
        "der",
        "des",
        "eines",
        "einer",
        "unserer",
        "ihrer",
        "seiner",
        "desselben",
        "derselben",
        "jedes",
        "jeder",
        "aller",
    ];
    let mut at = 1;
    while at + 1 < pieces.len() {
        let of = pieces[at - 1].noun()
            && OF.contains(&pieces[at].source.as_str())
            && pieces[at + 1..]
                .iter()
                .take(3)
                .take_while(|piece| piece.noun() || piece.adjective())
                .any(Piece::noun);
        if of {
            let place = pieces[at].from.start;
            pieces.insert(at, Piece::added("of", place));
            at += 1;
        }
        at += 1;
    }
}

/// `Kurse, die einen Titel haben`: "courses that have a title".
fn relatives(pieces: &mut Vec<Piece>) {
    for at in 1..pieces.len() {
        let article = matches!(
            pieces[at].source.as_str(),
            "der" | "die" | "das" | "den" | "welche" | "welcher" | "welches"
        );
        if !(article && pieces[at - 1].is(",") && at >= 2 && pieces[at - 2].noun()) {
            continue;
        }
        let end = clause_end(pieces, at);
        let Some(verb) = end.checked_sub(1).filter(|verb| *verb > at && finite(&pieces[*verb])) else {
            continue;
        };
        pieces[at].english = vec!["that".to_owned()];
        let of_somebody = pieces.get(at + 1).is_some_and(|next| next.any(PRONOUNS));
        let place = if of_somebody { at + 2 } else { at + 1 };
        if place < verb {
            let verb = pieces.remove(verb);
            pieces.insert(place, verb);
        }
    }
}

fn clause_end(pieces: &[Piece], from: usize) -> usize {
    (from + 1..pieces.len()).find(|n| hard(&pieces[*n]) || pieces[*n].is(",")).unwrap_or(pieces.len())
}

/// `solange er Buchungen hat`: "as long as he has bookings".
fn subordinate(pieces: &mut Vec<Piece>) {
    for at in 0..pieces.len() {
        let begins = at == 0 || pieces[at - 1].mark() || pieces[at - 1].any(&["and", "or", "but", "only"]);
        // "solange es" is one phrase, with its subject.
        let words = pieces[at].english.join(" ");
        let told =
            PRONOUNS.iter().any(|who| BEFORE_CLAUSES.iter().any(|lead| words == format!("{lead} {who}")));
        if !(begins && (told || pieces[at].any(BEFORE_CLAUSES))) {
            continue;
        }
        let end = clause_end(pieces, at);
        let Some(verb) = end.checked_sub(1).filter(|verb| *verb > at + 1 && finite(&pieces[*verb])) else {
            continue;
        };
        let subject = if told {
            at + 1
        } else if pieces[at + 1].any(PRONOUNS) {
            at + 2
        } else {
            let noun = (at + 1..verb).find(|n| pieces[*n].noun());
            let Some(noun) = noun else { continue };
            noun + 1
        };
        if subject < verb {
            let verb = pieces.remove(verb);
            pieces.insert(subject, verb);
        }
    }
}

/// A run of infinitives, `anlegen, ändern und löschen`, or of participles with `werden`; answers with where it ends and
/// whether it is passive.
fn run(pieces: &[Piece], from: usize) -> Option<(usize, bool)> {
    // What is done may stand in the lexicon as what something is like: "geändert".
    let like = |piece: &Piece| piece.adjective() && piece.english.iter().any(|word| word.ends_with("ed"));
    let of = |n: usize, bend: Bend| {
        pieces
            .get(n)
            .is_some_and(|piece| piece.bend() == Some(bend) || bend == Bend::Participle && like(piece))
    };
    let chain = |bend: Bend| {
        let mut next = from;
        if !of(next, bend) {
            return None;
        }
        next += 1;
        loop {
            let skip = match pieces.get(next) {
                Some(piece) if piece.any(&["and", "or"]) => 1,
                Some(piece) if piece.is(",") => 1,
                Some(piece) if piece.any(&["also", "and also"]) => 1,
                _ => break,
            };
            if !of(next + skip, bend) {
                break;
            }
            next += skip + 1;
        }
        Some(next)
    };
    if let Some(end) =
        chain(Bend::Participle).filter(|end| pieces.get(*end).is_some_and(|piece| piece.source == "werden"))
    {
        return Some((end + 1, true));
    }
    chain(Bend::Infinitive).map(|end| (end, false))
}

/// `Administratoren dürfen Kurse anlegen und ändern`: "may create and edit courses".
fn modals(pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at < pieces.len() {
        if !modal(&pieces[at]) {
            at += 1;
            continue;
        }
        let end = (at + 1..pieces.len())
            .find(|n| {
                let ends = hard(&pieces[*n]) && !pieces[*n].any(&["(", ")"]);
                ends || modal(&pieces[*n]) || pieces[*n].any(&["has", "is", "belongs to"])
            })
            .unwrap_or(pieces.len());
        let found = (at + 1..end).find_map(|n| run(pieces, n).map(|(to, passive)| (n, to, passive)));
        let Some((from, to, passive)) = found.filter(|(_, to, _)| *to <= end) else {
            at += 1;
            continue;
        };
        // "können nach Datum gefiltert und nach Betrag sortiert werden"
        let first = (at + 1..from).find(|n| pieces[*n].bend() == Some(Bend::Participle));
        if let Some(first) = first
            .filter(|first| passive && pieces[first + 1..from].iter().any(|piece| piece.any(&["and", "or"])))
        {
            let be = pieces.remove(to - 1);
            let last = pieces.remove(to - 2);
            let joins = (first + 1..to - 2).rev().find(|n| pieces[*n].any(&["and", "or"])).unwrap_or(first);
            pieces.insert(joins + 1, last);
            let one = pieces.remove(first);
            pieces.insert(at + 1, one);
            pieces.insert(at + 1, Piece { english: vec!["be".to_owned()], source: String::new(), ..be });
            at = to;
            continue;
        }
        let mut verbs: Vec<Piece> = pieces.drain(from..to).collect();
        if passive && let Some(last) = verbs.pop() {
            verbs.insert(0, Piece { english: vec!["be".to_owned()], source: String::new(), ..last });
        }
        // "darf den Kurs nicht löschen", "dürfen keine Kurse löschen"
        let denied = (at + 1..from).find(|n| pieces[*n].any(&["not", "no"]));
        let mut place = at + 1;
        if let Some(denied) = denied {
            let mut not = pieces.remove(denied);
            not.english = vec!["not".to_owned()];
            pieces.insert(place, not);
            place += 1;
        }
        // "Kurse dürfen nur Administratoren anlegen": who stands behind the verb where only they may.
        let who = place..from.max(place);
        let only = pieces.get(place).is_some_and(|piece| piece.is("only"));
        let people = |range: &[Piece]| {
            range.iter().rfind(|piece| piece.noun()).is_some_and(|piece| {
                piece.english.last().is_some_and(|word| person_like(&crate::words::singular(word)))
            })
        };
        let start = (0..at).rev().find(|n| hard(&pieces[*n])).map_or(0, |n| n + 1);
        let own = pieces[who.clone()]
            .iter()
            .any(|piece| piece.any(&["own", "their own", "his own", "its own", "their", "its"]));
        let turned = only
            && !passive
            && !own
            && people(&pieces[who.clone()])
            && !people(&pieces[start..at])
            && start < at;
        if turned {
            let who: Vec<Piece> = pieces.drain(who).collect();
            let what: Vec<Piece> = pieces.drain(start..at).collect();
            let modal = pieces.remove(start);
            let mut said = who;
            said.push(modal);
            said.extend(verbs);
            said.extend(what);
            let len = said.len();
            pieces.splice(start..start, said);
            at = start + len;
            continue;
        }
        let len = verbs.len();
        pieces.splice(place..place, verbs);
        at = place + len;
        // "… filtern und nach Betrag sortieren": each of the verbs goes before what it is done to.
        while let Some((from, to, false)) =
            (at..end).find_map(|n| run(pieces, n).map(|(to, passive)| (n, to, passive)))
        {
            let joins = (at..from).rev().find(|n| pieces[*n].any(&["and", "or", "and also", "as well as"]));
            let Some(place) = joins.map(|n| n + 1).filter(|place| *place < from && to <= end) else { break };
            let verbs: Vec<Piece> = pieces.drain(from..to).collect();
            pieces.splice(place..place, verbs);
            at = to;
        }
    }
}

/// `Die Rechnung wird nach 30 Tagen gelöscht`: "is deleted after 30 days".
fn passives(pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at < pieces.len() {
        let is =
            matches!(pieces[at].source.as_str(), "wird" | "werden" | "wurde" | "wurden" | "ist" | "sind");
        if is {
            let end = (at + 1..pieces.len())
                .find(|n| hard(&pieces[*n]) || finite(&pieces[*n]) || pieces[*n].any(BEFORE_CLAUSES))
                .unwrap_or(pieces.len());
            let last = (at + 2..end).rev().find(|n| pieces[*n].bend() == Some(Bend::Participle));
            // "beim Löschen eines Projekts werden seine Aufgaben gelöscht"
            let start = (0..at).rev().find(|n| hard(&pieces[*n])).map_or(0, |n| n + 1);
            let deleting = pieces.get(start).is_some_and(|piece| piece.is("deleting"));
            if let Some(last) = last {
                let mut participle = pieces.remove(last);
                if deleting && participle.is("deleted") {
                    participle.english = vec!["deletes".to_owned()];
                    pieces[at] = Piece { english: Vec::new(), ..pieces[at].clone() };
                    for piece in &mut pieces[start..at] {
                        if piece.is("of") {
                            piece.english.clear();
                        }
                    }
                }
                let not = pieces.get(at + 1).is_some_and(|piece| piece.any(&["not", "also"]));
                pieces.insert(if not { at + 2 } else { at + 1 }, participle);
            }
        }
        at += 1;
    }
}

/// `möchte ich`, `brauchen wir`: "I want to", "we need".
fn inverted(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let asked = pieces[at].any(PRONOUNS) && finite(&pieces[at - 1]);
        let before = at.checked_sub(2).and_then(|n| pieces.get(n));
        if asked && !before.is_some_and(|piece| piece.any(PRONOUNS)) {
            pieces.swap(at - 1, at);
        }
    }
}

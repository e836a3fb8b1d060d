//! Rules that the weights are sure enough of, as facts of the sentences that they stand in.

use super::{
    change::phrase,
    row::{Kind, Part, Row},
    says_little, text,
};
use crate::{
    assemble::draft::Sentence,
    english::{
        evidence::{Fact, Np},
        token::Tok,
    },
};

/// A rule and how likely it is meant.
pub(super) type Weighed = (f32, Row);

/// A text of few words says so little of any of them that more must speak for a rule: by so much.
const MORE: f32 = 0.3;

/// From it on a rule is taken as likely: three of four and more were right when they were measured.
fn enough(kind: Kind) -> f32 {
    match kind {
        Kind::Unique => 0.55,
        Kind::Less | Kind::AtMost => 0.4,
        Kind::Immutable | Kind::Overlap => 0.45,
    }
}

pub(super) fn apply(sentences: &mut [Sentence], mut rows: Vec<Weighed>) {
    let more = if says_little(sentences) { MORE } else { 0.0 };
    rows.retain(|(likely, row)| *likely >= enough(row.kind) + more && is_free(sentences, row));
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut taken: Vec<Row> = Vec::new();
    for (_, row) in rows {
        if !taken.iter().any(|other| same(other, &row)) {
            taken.push(row);
        }
    }
    taken.sort_by_key(|row| (row.line, row.from));
    for row in taken {
        let Some(fact) = fact(sentences, &row) else { continue };
        if let Some(sentence) = sentences.get_mut(row.line) {
            sentence.facts.push(Fact::Likely(Box::new(fact)));
        }
    }
}

/// Whether nothing else that holds was read from the words: "two loans at a time" is a limit, and no overlap beside it.
fn is_free(sentences: &[Sentence], row: &Row) -> bool {
    let Some(sentence) = sentences.get(row.line) else { return false };
    let holds = |fact: &&Fact| matches!(text::kind(fact), "rule" | "permit" | "flow" | "aside" | "refused");
    let meets = |fact: &Fact| fact.toks().start < row.to && row.from < fact.toks().end;
    !row.read
        && !sentence.facts.iter().filter(holds).any(meets)
        && !is_bounded(sentence, row)
        && is_spoken_of(sentence, row)
}

/// Whether the words name the thing, or point at what was spoken of: "a wumlip is never altered" is about no other thing.
fn is_spoken_of(sentence: &Sentence, row: &Row) -> bool {
    let Some(on) = row.on.as_ref().filter(|_| row.parts.is_empty()) else { return true };
    let here = on.line == row.line && row.from <= on.from && on.to <= row.to;
    let mut first = sentence.toks.get(row.from..row.to).unwrap_or_default().iter().take(3);
    let points = |tok: &Tok| matches!(tok.low.as_str(), "it" | "they" | "them" | "these" | "those" | "one");
    here || first.any(points)
}

/// Whether it is said of some rows only, of some people, or of a distance: "not changed by guests", "an end three months
/// after the start".
fn is_bounded(sentence: &Sentence, row: &Row) -> bool {
    const BOUNDS: &[&str] = &[
        "if", "unless", "while", "until", "till", "when", "whenever", "whose", "except", "without", "need",
        "needs",
    ];
    let end = (row.to + 8).min(sentence.toks.len());
    let near = sentence.toks.get(row.from.saturating_sub(8)..end).unwrap_or_default();
    let inside = sentence.toks.get(row.from..row.to).unwrap_or_default();
    let behind = sentence.toks.get(row.to..end).unwrap_or_default();
    let compares = matches!(row.kind, Kind::Less | Kind::AtMost);
    near.iter().any(|tok| BOUNDS.contains(&tok.low.as_str()))
        || compares && inside.iter().any(Tok::is_number)
        || compares && behind.iter().take(3).any(|tok| tok.is("for"))
        || row.kind == Kind::Immutable && inside.iter().chain(behind.iter().take(3)).any(|tok| tok.is("by"))
}

/// Whether the two say of the same words what only one of them can say.
fn same(one: &Row, other: &Row) -> bool {
    let compares = |kind: Kind| matches!(kind, Kind::Less | Kind::AtMost);
    let kind = one.kind == other.kind || compares(one.kind) && compares(other.kind);
    let meets = one.from < other.to && other.from < one.to;
    kind && one.line == other.line && meets
}

fn fact(sentences: &[Sentence], row: &Row) -> Option<Fact> {
    let toks = row.from..row.to;
    let np = |part: &Part| -> Option<Np> {
        let np = phrase(sentences.get(part.line)?, part.from, part.to);
        let here = part.line == row.line;
        (!np.low.is_empty()).then_some(if here { np } else { Np { toks: 0..0, name_toks: 0..0, ..np } })
    };
    let on = match &row.on {
        Some(part) => Some(np(part)?),
        None => None,
    };
    let parts: Vec<Np> = row.parts.iter().filter_map(np).collect();
    Some(match row.kind {
        Kind::Unique => Fact::UniqueTogether { on, with: parts, toks },
        Kind::Less | Kind::AtMost => {
            let strict = row.kind == Kind::Less;
            let mut parts = parts.into_iter();
            Fact::Order { before: parts.next()?, after: parts.next()?, owner: None, strict, toks }
        }
        // In no state of its own: in all of them.
        Kind::Immutable => Fact::Settled {
            subject: on?,
            states: Vec::new(),
            but: false,
            lasting: false,
            ops: Vec::new(),
            toks,
        },
        Kind::Overlap => Fact::Overlap { subject: on, scope: None, toks },
    })
}

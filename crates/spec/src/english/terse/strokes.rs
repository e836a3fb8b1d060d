//! Rows between strokes: `DRIVER: name | mobile | hired on` is `Driver: name, mobile, hired on`; `Parcel states: a, b` is
//! its status.

use super::super::{
    clause::{is_choice_name, is_field_word},
    cursor::any,
    modifier::is_unit,
    token::Tok,
};

pub(super) fn plain(toks: &mut Vec<Tok>) {
    units(toks);
    typed(toks);
    strokes(toks);
    states(toks);
}

/// `plate (text), doors (number)`: where one bracket holds nothing but a type, "number" in another is one as well.
fn typed(toks: &mut [Tok]) {
    const SURE: &[&str] =
        &["text", "string", "integer", "decimal", "boolean", "bool", "float", "datetime", "timestamp"];
    let alone = |n: usize, words: &[&str]| {
        any(toks, n, &["("]) && any(toks, n + 1, words) && any(toks, n + 2, &[")", ",", ";"])
    };
    if !(0..toks.len()).any(|n| alone(n, SURE)) {
        return;
    }
    let numbers: Vec<usize> = (0..toks.len()).filter(|n| alone(*n, &["number"])).map(|n| n + 1).collect();
    for at in numbers {
        "numeric".clone_into(&mut toks[at].low);
    }
}

/// `in mg/kg`, `(m³/s)`: one measure, and no two.
fn units(toks: &mut Vec<Tok>) {
    let mut at = 1;
    while at + 2 < toks.len() {
        let joined = format!("{}/{}", toks[at].low, toks[at + 2].low);
        let led = any(toks, at - 1, &["in", "("]) || toks[at - 1].is_number() || toks[at - 1].is(",");
        if led && toks[at + 1].is("/") && is_unit(&joined) {
            let end = toks[at + 2].end;
            toks[at].raw = format!("{}/{}", toks[at].raw, toks[at + 2].raw);
            toks[at].low = joined;
            toks[at].end = end;
            toks[at].content |= toks[at + 2].content;
            toks.drain(at + 1..at + 3);
        }
        at += 1;
    }
}

/// `NAME: a | b (unique) | c`: members between strokes. "Status: open | closed" chooses.
fn strokes(toks: &mut [Tok]) {
    let Some(colon) = (1..toks.len().min(4)).find(|n| toks[*n].is(":")) else { return };
    let head = &toks[..colon];
    let Some(last) = head.last().filter(|_| head.iter().all(|tok| tok.word)) else { return };
    if is_choice_name(&last.low) || is_field_word(&last.low) {
        return;
    }
    let mut depth = 0usize;
    let mut bars = Vec::new();
    for (n, tok) in toks.iter().enumerate().skip(colon + 1) {
        match tok.low.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "|" if depth == 0 => bars.push(n),
            "," | ";" if depth == 0 => return,
            _ => {}
        }
    }
    // Members are told by what only a field has: its name, or a bracket that says something of it.
    let starts = std::iter::once(colon).chain(bars.iter().copied());
    let tells = starts.filter(|n| {
        let end = bars.iter().copied().find(|bar| bar > n).unwrap_or(toks.len());
        toks[n + 1..end].iter().any(|tok| is_field_word(&tok.low) || tok.is("("))
            || end - n == 3 && any(toks, end - 1, &["on", "at"])
    });
    if bars.len() < 2 || tells.count() == 0 {
        return;
    }
    for bar in bars {
        toks[bar].low = ",".to_owned();
    }
    // "DRIVER" is a name, and no code.
    for tok in &mut toks[..colon] {
        if tok.raw.len() > 3 && tok.raw.bytes().all(|b| b.is_ascii_uppercase()) {
            let (first, rest) = tok.raw.split_at(1);
            tok.raw = format!("{first}{}", rest.to_lowercase());
        }
    }
}

/// `Parcel states: registered, loaded`: one field, whatever the number.
fn states(toks: &mut [Tok]) {
    let Some(colon) = (2..toks.len().min(4)).find(|n| toks[*n].is(":")) else { return };
    let listed = (colon + 1..toks.len()).any(|n| toks[n].is(",") || toks[n].is("/"));
    if listed && any(toks, colon - 1, &["states", "statuses"]) && toks[..colon].iter().all(|tok| tok.word) {
        let tok = &mut toks[colon - 1];
        (tok.low, tok.raw) = ("status".to_owned(), "status".to_owned());
    }
}

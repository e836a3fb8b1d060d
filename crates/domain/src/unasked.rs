//! Limits that nobody asked for: a text of 255 characters, a year up to 2100, an amount from 0.
//!
//! A field is somebody's words, and a limit on it need not be. A number that stands nowhere in the request was put
//! there by us, so it is shown as added and never beside words that do not say it.

use serde_json::Number;

use crate::{requirement::RequirementKind, spec::Spec};

/// Numbers below this may stand in the request as words: "up to two hundred".
const SPELLED: f64 = 200.0;
/// Words by which a request says where numbers begin, without a number.
const FROM_NOTHING: &[&str] =
    &["negativ", "positiv", "zero", "nothing", "minus", "below", "least", "\u{2265}", ">"];

/// Whether the limit follows from no word of the request. Where formats are attached, which say their limits in
/// other ways, it is taken for stated.
pub(crate) fn limit(spec: &Spec, kind: RequirementKind, bound: &Number) -> bool {
    use RequirementKind::{MaxLength, Maximum, MinLength, Minimum};
    let Some(value) = bound.as_f64().filter(|_| spec.source.attachments.is_empty()) else { return false };
    let text = spec.source.intent.to_lowercase();
    match kind {
        MaxLength | Maximum => value >= SPELLED && !numbers(&text).any(|said| said == value),
        MinLength => {
            value == 1.0
                && !["empty", "blank", "character", "letter", "digit", "length"]
                    .iter()
                    .any(|word| text.contains(word))
                && !numbers(&text).any(|said| said == value)
        }
        Minimum => {
            value == 0.0
                && !FROM_NOTHING.iter().any(|word| text.contains(word))
                && !numbers(&text).any(|said| said == 0.0)
        }
        _ => false,
    }
}

/// The numbers of a text; `10,000` and `10_000` are one.
fn numbers(text: &str) -> impl Iterator<Item = f64> + '_ {
    text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '_')))
        .map(|piece| piece.trim_matches(['.', ',', '_']))
        .filter(|piece| !piece.is_empty())
        .flat_map(|piece| [piece.replace([',', '_'], ""), piece.replace(['.', ',', '_'], " ")])
        .flat_map(|piece| piece.split(' ').filter_map(|part| part.parse().ok()).collect::<Vec<f64>>())
}

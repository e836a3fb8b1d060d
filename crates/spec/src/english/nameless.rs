//! A choice that nobody gave a name: `machines (washer or dryer, number)`, `orders: crown, bridge or splint, due date`,
//! `whether it is upright or grand`. The words are the values; what they are values of is called its kind, or its status
//! where each of them says how something stands.

use domain::spec::FieldType;

use super::{
    clause::{is_choice_name, is_field_word},
    cursor::{any, divider, eat_first},
    evidence::{Item, Mod, Np, Quant},
    is_past,
    lexicon::lexicon,
    modifier,
    token::Tok,
};
use crate::{types, words};

/// A member that is nothing but the words chosen between. More than two of them stand only where a list begins: `a
/// title, hardcover or paperback` has a title.
pub fn member(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let begins = start > 0 && any(toks, start - 1, &[":", "("]);
    let (values, end) = two(toks, start, false).or_else(|| several(toks, start).filter(|_| begins))?;
    divider(toks, end).then(|| named(values, start, end))
}

/// The same behind `whether it is`, where nothing but values can stand.
pub fn chosen(toks: &[Tok], start: usize, at: usize) -> Option<(Item, usize)> {
    let (values, end) = two(toks, at, true).or_else(|| several(toks, at))?;
    divider(toks, end).then(|| named(values, start, end))
}

/// `, upright or grand` behind the name of a choice.
pub fn behind(toks: &[Tok], comma: usize, name: &Np) -> Option<(Vec<String>, usize)> {
    let start = eat_first(toks, comma, &[", either?"])?;
    let chosen = is_choice_name(name.last());
    // "a speciality, back or knee": words that are no names of anything, behind one that tells nothing of its values.
    let guess = types::infer(&name.key()).field;
    let open = name.quant == Quant::One
        && !name.plural
        && !is_field_word(name.last())
        && !matches!(name.last(), "tag" | "number" | "code" | "id" | "reference" | "key" | "label")
        && guess.ql_type == FieldType::String
        && guess.pattern.is_none();
    (chosen || open).then_some(())?;
    two(toks, start, chosen)
        .or_else(|| several(toks, start))
        .or_else(|| people(toks, start).filter(|_| chosen))
        .filter(|(_, end)| divider(toks, *end))
}

/// `a role, lead or assistant`: behind the name of a choice they are no people.
fn people(toks: &[Tok], start: usize) -> Option<(Vec<String>, usize)> {
    let (values, end) = modifier::value_list(toks, start, false)?;
    let or = (start..end).filter(|n| any(toks, *n, &["or"])).count() == 1;
    let plain =
        |value: &String| !value.contains(' ') && words::singular(value) == *value && !is_field_word(value);
    (or && values.len() > 1 && values.iter().all(plain)).then_some((values, end))
}

fn two(toks: &[Tok], start: usize, sure: bool) -> Option<(Vec<String>, usize)> {
    // "whether it is a washer or a dryer"
    let bare = |n: usize| eat_first(toks, n, &["a|an"]).filter(|_| sure).unwrap_or(n);
    let (one, next) = words_of(toks, bare(start))?;
    let (other, end) = words_of(toks, bare(eat_first(toks, next, &["or"])?))?;
    // "material steel or aluminium": the first word is the name of what is chosen, unless both are as long.
    let (first, second) = (one.split(' ').count(), other.split(' ').count());
    let headed = first > second && !matches!(one.split(' ').next(), Some("one" | "half" | "full" | "part"));
    let same = one.rsplit(' ').next() == other.rsplit(' ').next() && first > 1;
    let value =
        |value: &String| same || names_nothing(value) || stands(value) && (sure || !is_field_word(value));
    let fit = !headed && !any(toks, end, &["or"]) && plain(toks, start, end);
    (fit && value(&one) && value(&other)).then_some((vec![one, other], end))
}

/// The words up to an "or" or to what divides members: "one way", "full time".
fn words_of(toks: &[Tok], start: usize) -> Option<(String, usize)> {
    let end = (start..toks.len().min(start + 4))
        .find(|n| !toks[*n].word && !toks[*n].is("-") || any(toks, *n, &["or", "and", "with"]))
        .or((toks.len() <= start + 3).then_some(toks.len()))
        .filter(|end| *end > start)?;
    let said: Vec<&str> =
        toks.get(start..end)?.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect();
    let last = said.last()?;
    let small = |word: &&str| words::stop::is_stop(word) && !matches!(*word, "one" | "half");
    let fit = said.len() <= 2 && !small(last) && !said.first().is_some_and(small) && last.len() > 1;
    fit.then(|| (said.join(" "), end))
}

fn several(toks: &[Tok], start: usize) -> Option<(Vec<String>, usize)> {
    let (values, end) = modifier::value_list(toks, start, false)?;
    let or = (start..end).filter(|n| any(toks, *n, &["or"])).count() == 1;
    let one = |value: &String| words::singular(value) == *value;
    (or && values.len() > 2
        && values.iter().all(one)
        && plain(toks, start, end)
        && values.iter().all(|value| names_nothing(value)))
    .then_some((values, end))
}

/// Words, commas and an "or": no numbers, nothing in quotation marks, no people.
fn plain(toks: &[Tok], start: usize, end: usize) -> bool {
    toks.get(start..end).is_some_and(|said| {
        said.iter().all(|tok| !tok.is_number() && !tok.quoted && !tok.person && !tok.is("/") && !tok.is("|"))
    })
}

/// No name of a field, of people or of a type: a value of something that is told nowhere.
fn names_nothing(value: &str) -> bool {
    let last = value.rsplit(' ').next().unwrap_or_default();
    let guess = types::infer(value).field;
    let role = lexicon().roles.contains(&words::singular(last));
    let counts = value == "one" || matches!(value.split(' ').next(), Some("several" | "many"));
    let asked =
        counts || matches!(value, "yes" | "no" | "true" | "false" | "more" | "less" | "not" | "other");
    value.split(' ').count() <= 2
        && !asked
        && !role
        && !is_field_word(last)
        && !is_choice_name(last)
        && !modifier::is_unit(last)
        && guess.ql_type == FieldType::String
        && guess.pattern.is_none()
}

/// A word for how something stands: `used`, `paid`, `archived`.
fn stands(value: &str) -> bool {
    is_past(value) || lexicon().is_state(value) && !lexicon().adjectives.contains(value)
}

fn named(values: Vec<String>, start: usize, end: usize) -> (Item, usize) {
    let name = if values.iter().all(|value| stands(value)) { "status" } else { "kind" };
    let mut item = Item::named(name, vec![Mod::Values(values)], start..end);
    item.np.quant = Quant::Bare;
    (item, end)
}

//! Words that are the names of fields, and those of them that name a choice.

use super::super::{
    cursor::{any, divider, eat_first},
    token::Tok,
};

/// Field names whose parentheses hold the values one may choose from.
pub fn is_choice_name(word: &str) -> bool {
    matches!(
        word,
        "status"
            | "state"
            | "type"
            | "category"
            | "kind"
            | "role"
            | "gender"
            | "sex"
            | "result"
            | "outcome"
            | "difficulty"
            | "level"
            | "priority"
            | "severity"
            | "size"
            | "condition"
            | "stage"
            | "format"
            | "mode"
            | "method"
            | "frequency"
            | "visibility"
            | "unit"
            | "species"
            | "color"
            | "colour"
            | "plan"
            | "tier"
            | "currency"
            | "material"
            | "fuel"
    )
}

/// `language de, en or fr`, `size s, m or l`: short codes that a last `or` divides are values of what stands before them.
pub(in crate::english) fn coded(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let code = |n: usize| {
        toks.get(n)
            .filter(|tok| {
                tok.word && tok.low.len() <= 3 && !tok.is_number() && !crate::words::stop::is_stop(&tok.low)
            })
            .map(|tok| tok.low.clone())
    };
    let mut values = vec![code(at)?];
    let mut n = at + 1;
    loop {
        if let Some(last) = eat_first(toks, n, &[", or", "or"]) {
            values.push(code(last)?);
            return divider(toks, last + 1).then_some((values, last + 1));
        }
        if !any(toks, n, &[",", "/", "|"]) {
            return None;
        }
        values.push(code(n + 1)?);
        n += 2;
    }
}

/// Words that are the names of fields wherever they stand.
pub fn is_field_word(word: &str) -> bool {
    matches!(
        word,
        "title"
            | "name"
            | "description"
            | "email"
            | "phone"
            | "address"
            | "price"
            | "amount"
            | "quantity"
            | "date"
            | "isbn"
            | "sku"
            | "body"
            | "text"
            | "content"
            | "author"
            | "status"
            | "rating"
            | "age"
            | "birthday"
            | "color"
            | "url"
            | "notes"
            | "number"
            | "capacity"
            | "stock"
            | "year"
            | "duration"
            | "done"
            | "due"
            | "price_cents"
            | "published"
            | "surname"
            | "city"
            | "country"
            | "zip"
            | "code"
            | "priority"
            | "first"
            | "last"
            | "weight"
            | "height"
            | "total"
            | "cost"
            | "salary"
            | "start"
            | "end"
            | "location"
            | "summary"
            | "subject"
            | "message"
            | "score"
            | "birth"
            | "category"
            | "type"
            | "brand"
            | "model"
            | "genre"
            | "image"
            | "slug"
            | "username"
            | "password"
            | "role"
            | "completed"
            | "active"
            | "paid"
            | "label"
            | "deadline"
    )
}

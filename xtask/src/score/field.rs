//! A field's type and constraints as comparable facts, from a label and from the reader.

use anyhow::{Context, Result};
use domain::spec::{Field, FieldType};
use serde_json::Number;

use super::{
    compare::{Kind, Said, Wanted},
    facts::plain,
};

/// A label such as `title string/text required max=200`. `at` is `Entity.field`.
pub fn want(wanted: &mut Wanted, entity: &str, label: &str) -> Result<()> {
    let mut words = pieces(label).into_iter();
    let name = words.next().context("a field has a name")?;
    let at = format!("{entity}.{}", known_as(&name));
    wanted.add(Kind::Fields, &at);
    let mut words = words.peekable();
    // `status enum=new|done` states the type by its values.
    let stated = words.next_if(|word| !word.starts_with("enum=")).unwrap_or_else(|| "enum".to_owned());
    let types: Vec<&str> = stated.split('/').collect();
    if stated != "?" {
        wanted.any_of(Kind::Types, types.iter().map(|of| format!("{at} {of}")).collect());
    }
    for word in words {
        let spellings = same(&word, types.contains(&"integer"));
        wanted.any_of(Kind::Constraints, spellings.iter().map(|fact| format!("{at} {fact}")).collect());
    }
    Ok(())
}

/// Names of one thing: a phone number is a phone, an e-mail address an e-mail, and a number of seats are seats.
pub fn known_as(name: &str) -> String {
    let name = name.strip_prefix("number_of_").unwrap_or(name);
    let named = [("email_address", "email"), ("phone_number", "phone"), ("mobile_number", "mobile")];
    let short = named.iter().find_map(|(long, short)| Some(format!("{}{short}", name.strip_suffix(long)?)));
    short.unwrap_or_else(|| name.to_owned())
}

/// Words, where a value in quotation marks keeps its spaces.
fn pieces(label: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for c in label.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => found.push(String::new()),
            c => {
                if let Some(last) = found.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

/// The spellings of one constraint. Whole numbers above 0 are those from 1.
fn same(label: &str, whole: bool) -> Vec<String> {
    if let Some(values) = label.strip_prefix("enum=") {
        return vec![choice(values.split('|'))];
    }
    if let Some(value) = label.strip_prefix("default=") {
        return vec![format!("default={}", plain(value))];
    }
    let (op, number) = ["<=", ">=", "<", ">"]
        .into_iter()
        .find_map(|op| label.strip_prefix(op).map(|number| (op, number)))
        .unwrap_or(("", ""));
    let Ok(n) = number.parse::<f64>() else { return vec![label.to_owned()] };
    let mut found = vec![format!("{op}{n}")];
    if whole && n.fract() == 0.0 {
        found.push(match op {
            ">" => format!(">={}", n + 1.0),
            ">=" => format!(">{}", n - 1.0),
            "<" => format!("<={}", n - 1.0),
            _ => format!("<{}", n + 1.0),
        });
    }
    found
}

fn choice<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = values.map(plain).collect();
    names.sort();
    names.dedup();
    format!("enum={}", names.join("|"))
}

/// What the reader says of a field. `initial` is the first state of a machine over it.
pub fn say(said: &mut Said, at: &str, name: &str, field: &Field, initial: Option<&str>) {
    // Numbers that are chosen between are a choice, as their label says.
    let chosen = field.ql_type == FieldType::Integer && field.values.is_some();
    let of_type = type_name(if chosen { FieldType::Enum } else { field.ql_type });
    said.claim(Kind::Types, format!("{at} {of_type}"));
    let implied = [spec::types::of(field.ql_type), spec::types::infer(name).field];
    let mut constraint = |fact: String, claimed: bool| {
        let fact = format!("{at} {fact}");
        if claimed { said.claim(Kind::Constraints, fact) } else { said.imply(Kind::Constraints, fact) }
    };
    let boolean = field.ql_type == FieldType::Boolean;
    match field.required {
        true => constraint("required".to_owned(), false),
        false => constraint("optional".to_owned(), !boolean && field.default.is_none()),
    }
    if field.unique == Some(true) {
        constraint("unique".to_owned(), true);
    }
    for (label, size, own) in [
        (
            "min",
            field.min_length.or(field.min_items),
            implied.each_ref().map(|f| f.min_length.or(f.min_items)),
        ),
        (
            "max",
            field.max_length.or(field.max_items),
            implied.each_ref().map(|f| f.max_length.or(f.max_items)),
        ),
    ] {
        if let Some(n) = size {
            constraint(format!("{label}={n}"), !own.contains(&Some(n)));
        }
    }
    for (at, op) in [">=", "<=", ">", "<"].into_iter().enumerate() {
        if let Some(n) = bounds(field)[at] {
            let own = implied.iter().any(|f| bounds(f)[at] == Some(n));
            constraint(format!("{op}{n}"), !own);
        }
    }
    if let Some(values) = &field.values {
        let shown: Vec<String> =
            values.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect();
        constraint(choice(shown.iter().map(String::as_str)), true);
    }
    if let Some(value) = &field.default {
        let value = plain(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let own = boolean && value == "false" || initial.is_some_and(|first| plain(first) == value);
        constraint(format!("default={value}"), !own);
    }
    if field.pattern.is_some() {
        constraint("pattern".to_owned(), !implied.iter().any(|f| f.pattern == field.pattern));
    }
}

fn bounds(field: &Field) -> [Option<f64>; 4] {
    let of = |n: &Option<Number>| n.as_ref().and_then(Number::as_f64);
    [of(&field.minimum), of(&field.maximum), of(&field.exclusive_minimum), of(&field.exclusive_maximum)]
}

fn type_name(of: FieldType) -> String {
    serde_json::to_value(of).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::score::compare::{Outcome, compare};

    fn check(label: &str, name: &str, field: &Field) -> BTreeMap<Kind, Outcome> {
        let (mut wanted, mut said) = (Wanted::default(), Said::default());
        want(&mut wanted, "A", label).unwrap_or_default();
        said.claim(Kind::Fields, format!("A.{name}"));
        say(&mut said, &format!("A.{name}"), name, field, None);
        compare(&wanted, &said)
    }

    #[test]
    fn names_of_one_thing_are_one_name() {
        let email = spec::types::of(FieldType::Email);
        assert_eq!(check("email_address email", "email", &email)[&Kind::Types].right, 1);
        let names = ["work_email_address", "telephone_number", "mobile_number", "number_of_seats", "number"];
        assert_eq!(names.map(known_as), ["work_email", "telephone", "mobile", "seats", "number"]);
    }

    #[test]
    fn what_the_type_implies_is_no_claim() {
        let mut field = spec::types::of(FieldType::String);
        assert_eq!(check("n string", "n", &field)[&Kind::Constraints], Outcome::default());
        field.max_length = Some(20);
        assert_eq!(check("n string", "n", &field)[&Kind::Constraints].surplus, ["A.n max=20"]);
        assert_eq!(check("n string max=20", "n", &field)[&Kind::Constraints].right, 1);
    }

    #[test]
    fn whole_numbers_above_zero_are_those_from_one() {
        let mut field = spec::types::of(FieldType::Integer);
        field.minimum = Some(Number::from(1));
        assert_eq!(check("n integer >0", "n", &field)[&Kind::Constraints].right, 1);
        assert_eq!(check("n decimal >0", "n", &field)[&Kind::Constraints].right, 0);
    }

    #[test]
    fn a_choice_is_right_in_any_order_and_only_as_a_whole() {
        let field = spec::types::choice(["in_progress".to_owned(), "new".to_owned()]);
        assert_eq!(check("n enum=\"new|in progress\"", "n", &field)[&Kind::Constraints].right, 1);
        assert_eq!(check("n enum=new|done", "n", &field)[&Kind::Constraints].right, 0);
        assert_eq!(check("n enum=new|done", "n", &field)[&Kind::Types].right, 1);
    }
}

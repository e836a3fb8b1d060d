//! One field's keywords: what is accepted at the edge, what is refused beyond it.
//!
//! Each is tested where a value can come in: on create, on update and, where the
//! blueprint says its database holds the keyword too, behind the program's back.

use domain::requirement::Requirement;
use serde_json::{Value, json};

use super::scenario::{Member, Operand, Step};
use super::values::FieldValues;
use super::write::{Writer, ok, refused};
use crate::model::Verb;
use crate::units::text as decimal_text;

/// A keyword of a field, as its tests see it.
struct Edge {
    /// Behind "book title": `longer than 200`.
    beyond: String,
    accepted: Vec<Operand>,
    refused: Vec<Operand>,
    /// Whether a database can hold the value that is refused, so that only the keyword can refuse it there.
    stored: Vec<Operand>,
}

pub fn write(w: &mut Writer<'_, '_>) {
    let fields: Vec<(String, FieldValues)> =
        w.thing.fields.iter().map(|(name, values)| ((*name).to_owned(), values.clone())).collect();
    for (name, values) in &fields {
        if values.field.read_only == Some(true) || w.thing.is_state(name) {
            continue;
        }
        for keyword in KEYWORDS {
            let Some(about) = w.world.about_field(w.thing, name, keyword) else { continue };
            match edge(keyword, values) {
                Ok(edge) => tests(w, about, name, &edge),
                Err(reason) => w.cannot(about, reason),
            }
        }
    }
}

const KEYWORDS: [&str; 12] = [
    "/minLength",
    "/maxLength",
    "/pattern",
    "/minimum",
    "/maximum",
    "/exclusiveMinimum",
    "/exclusiveMaximum",
    "/multipleOf",
    "/minItems",
    "/maxItems",
    "/enum",
    "/format",
];

fn tests(w: &mut Writer<'_, '_>, about: &Requirement, field: &str, edge: &Edge) {
    let (label, var) = (w.thing.label, w.thing.var.clone());
    let words = field.replace('_', " ");
    let echo = |w: &Writer<'_, '_>, value: &Operand| {
        let mut expect = vec![];
        if !w.thing.has_secret(field) {
            expect.push(w.same(field, value.clone()));
        }
        expect
    };
    if let Some(by) = w.who(Verb::Create) {
        let mut steps: Vec<Step> = Vec::new();
        for value in &edge.accepted {
            let Some(with) = w.along(field, value.clone()) else { continue };
            let mut expect = vec![ok(201)];
            expect.extend(echo(w, value));
            steps.push(w.post(&by, w.valid(with), expect).step());
        }
        let mut any = false;
        for value in &edge.refused {
            let with = w.alone(field, value.clone());
            any = true;
            steps.push(w.post(&by, w.valid(with), refused(field)).step());
        }
        if any {
            w.test(about, format!("{label} {words} {} is refused", edge.beyond), steps);
        }
    }
    if let Some(by) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(field)) {
        let mut steps = vec![w.make(vec![])];
        let lasting = |value: &&Operand| {
            let settled = w.thing.values(field).map(|values| values.settled.as_slice()).unwrap_or_default();
            !w.thing.settles(field) || !settled.iter().any(|known| **value == Operand::json(known.clone()))
        };
        for value in edge.accepted.iter().filter(lasting) {
            let Some(with) = w.along(field, value.clone()) else { continue };
            let mut expect = vec![ok(200)];
            expect.extend(echo(w, value));
            steps.push(w.patch(&by, &var, with, expect).step());
        }
        for value in &edge.refused {
            let with = w.alone(field, value.clone());
            steps.push(w.patch(&by, &var, with, refused(field)).step());
        }
        if let Some(value) = edge.refused.first() {
            let with = w.alone(field, value.clone());
            let call = w.on(&by, "PUT", &var).body(w.again(&var, with)).expect(refused(field));
            steps.push(call.step());
        }
        w.test(about, format!("{label} {words} {} is refused on update", edge.beyond), steps);
    }
    database(w, about, field, edge);
}

/// The row is overwritten behind the program's back; the database itself must refuse.
fn database(w: &mut Writer<'_, '_>, about: &Requirement, field: &str, edge: &Edge) {
    if edge.stored.is_empty() || !w.world.held_by_database(about.kind) || w.thing.has_secret(field) {
        return;
    }
    let (label, var) = (w.thing.label, w.thing.var.clone());
    let mut steps = vec![w.make(vec![])];
    for value in &edge.stored {
        steps.push(Step::Overwrite {
            table: w.thing.entity.table.clone(),
            row: Operand::id_of(&var),
            columns: vec![Member::new(&w.thing.column(field), value.clone())],
            refused: true,
        });
    }
    let words = field.replace('_', " ");
    w.test(about, format!("{label} {words} {} is refused by the database", edge.beyond), steps);
}

/// What the keyword accepts and refuses, or why that cannot be tested.
fn edge(keyword: &'static str, values: &FieldValues) -> Result<Edge, String> {
    let field = &values.field;
    let made = |beyond: String, accepted: Vec<Operand>, refused: Vec<Operand>| {
        if refused.is_empty() {
            return Err("no value breaks only this keyword".to_owned());
        }
        Ok(Edge { beyond, accepted, stored: refused.clone(), refused })
    };
    let lengths = |n: Option<u64>| n.ok_or_else(|| "the length is not given".to_owned());
    match keyword {
        "/minLength" => {
            let n = lengths(field.min_length)?;
            // Where a form or pattern allows no such length, it refuses the bad text too.
            let at = values.of_length(n).or_else(|| values.nth(0)).ok_or("there is no valid text")?;
            let mut refused = Vec::new();
            if n >= 1 {
                refused.push(values.of_length(n - 1).unwrap_or_else(|| FieldValues::any_text(n - 1)));
                // White space alone is no value.
                refused.push(Operand::json(" ".repeat(usize::try_from(n.min(3)).unwrap_or(1))));
            }
            if n == 0 {
                return Err("every text has at least 0 characters".to_owned());
            }
            let mut edge = made(format!("shorter than {n}"), vec![at], refused)?;
            edge.stored.truncate(1);
            Ok(edge)
        }
        "/maxLength" => {
            let n = lengths(field.max_length)?;
            let at = values.of_length(n).or_else(|| values.nth(0)).ok_or("there is no valid text")?;
            let beyond = values.of_length(n + 1).unwrap_or_else(|| FieldValues::any_text(n + 1));
            made(format!("longer than {n}"), vec![at], vec![beyond])
        }
        "/pattern" => {
            let bad = values.off_pattern().ok_or("no text that breaks only the pattern was found")?;
            let good = [values.nth(0), values.nth(1)].into_iter().flatten().collect();
            made("off its pattern".into(), good, vec![bad])
        }
        "/minimum" | "/maximum" | "/exclusiveMinimum" | "/exclusiveMaximum" | "/multipleOf" => {
            number(keyword, values)
        }
        "/minItems" => {
            let n = lengths(field.min_items)?;
            if n == 0 {
                return Err("every list has at least 0 items".to_owned());
            }
            let at = values.of_items(n).ok_or("it is no list")?;
            made(format!("with fewer than {n} items"), vec![at], values.of_items(n - 1).into_iter().collect())
        }
        "/maxItems" => {
            let n = lengths(field.max_items)?;
            let at = values.of_items(n).ok_or("it is no list")?;
            made(format!("with more than {n} items"), vec![at], values.of_items(n + 1).into_iter().collect())
        }
        "/enum" => {
            let good = values.choices().iter().map(|value| Operand::json(value.clone())).collect();
            let bad = values.off_list().ok_or("no value outside the list has its type")?;
            made("off its list".into(), good, vec![Operand::json(bad)])
        }
        "/format" => {
            let bad: Vec<Operand> = values.malformed().into_iter().map(Operand::json).collect();
            let mut edge = made("without its form".into(), values.nth(0).into_iter().collect(), bad)?;
            edge.stored.clear();
            Ok(edge)
        }
        _ => Err("the keyword is not known".to_owned()),
    }
}

fn number(keyword: &'static str, values: &FieldValues) -> Result<Edge, String> {
    let range = values.number().ok_or("it is no number")?;
    let field = &values.field;
    let json = |units: i128| Operand::json(range.json(units));
    let stated = |number: &Option<serde_json::Number>| {
        number.as_ref().and_then(|n| range.read(&Operand::json(n.clone()))).ok_or("the bound cannot be read")
    };
    let (accepted, bad, beyond) = match keyword {
        // The refused value lies just beyond the stated bound, also where a tighter one refuses it first.
        "/minimum" => {
            let bad = (stated(&field.minimum)? - 1).div_euclid(range.step) * range.step;
            (range.low, bad, format!("below {}", shown(&field.minimum)))
        }
        "/maximum" => {
            let bad = (stated(&field.maximum)?.div_euclid(range.step) + 1) * range.step;
            (range.high, bad, format!("above {}", shown(&field.maximum)))
        }
        "/exclusiveMinimum" => {
            let bad = stated(&field.exclusive_minimum)?.div_euclid(range.step) * range.step;
            (range.low, bad, format!("not above {}", shown(&field.exclusive_minimum)))
        }
        "/exclusiveMaximum" => {
            let bad = -(-stated(&field.exclusive_maximum)?).div_euclid(range.step) * range.step;
            (range.high, bad, format!("not below {}", shown(&field.exclusive_maximum)))
        }
        _ => {
            let start = range.nth(0).ok_or("there is no example")?;
            let bad = match range.json(start) {
                Value::Number(_) if range.step > 10_i128.pow(range.scale) => {
                    Operand::json(range.json(start + 10_i128.pow(range.scale)))
                }
                Value::String(_) if range.step > 1 => Operand::json(decimal_text(start + 1, range.scale)),
                Value::String(_) => Operand::json(decimal_text(start * 10 + 1, range.scale + 1)),
                Value::Number(_) if range.scale > 0 => {
                    let text = decimal_text(start * 10 + 1, range.scale + 1);
                    Operand::json(
                        text.parse::<f64>()
                            .map(|n| json!(n))
                            .map_err(|_| "no value between the multiples")?,
                    )
                }
                _ => return Err("every integer is a multiple".to_owned()),
            };
            let good = [json(start), json(start + range.step)];
            let good =
                good.into_iter().filter(|value| range.read(value).is_some_and(|units| range.contains(units)));
            let good = good.collect();
            let refused = vec![bad];
            let beyond = format!("that is no multiple of {}", shown(&field.multiple_of));
            return Ok(Edge { beyond, accepted: good, stored: vec![], refused });
        }
    };
    let accepted = accepted.map(json).ok_or("there is no bound")?;
    Ok(Edge { beyond, accepted: vec![accepted], stored: vec![json(bad)], refused: vec![json(bad)] })
}

fn shown(number: &Option<serde_json::Number>) -> String {
    let text = number.as_ref().map(ToString::to_string).unwrap_or_default();
    text.replace('-', "minus ").replace('.', " point ")
}

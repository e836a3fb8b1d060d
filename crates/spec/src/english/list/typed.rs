//! Types behind a name with nothing between: `done flag`, `serial_no varchar(32)`, `label text`, `pages int`.

use domain::spec::FieldType;

use super::super::{
    cursor::{any, eat},
    evidence::{Item, Mod, Quant},
    token::Tok,
};

/// `done flag`, `title field`, `price decimal`: the last word is a type, the name is before it.
pub(super) fn type_suffix(toks: &[Tok], item: &mut Item, next: usize) -> usize {
    if item.np.low.len() < 2 {
        return next;
    }
    // "a donated on date", "a starts_on date": the name is whole without its type.
    let dated = {
        let before =
            item.np.low.len().checked_sub(2).and_then(|n| item.np.low.get(n)).map_or("", String::as_str);
        (item.np.low.len() >= 3 && matches!(before, "on" | "at" | "by"))
            || item.np.low.len() >= 3 && matches!(before, "from" | "until" | "till" | "to")
            || before.contains('_')
    };
    let ql_type = match item.np.last() {
        "jsonb" | "json" => Some(FieldType::Json),
        "date" if dated => Some(FieldType::Date),
        "time" if dated => Some(FieldType::DateTime),
        "flag" | "boolean" | "bool" => Some(FieldType::Boolean),
        "string" => Some(FieldType::String),
        "str" => Some(FieldType::String),
        "text" if among_columns(toks) || typed_text(toks, item, next) => Some(FieldType::Text),
        "number" if counted(toks, item, next) => None,
        "integer" | "int" => Some(FieldType::Integer),
        "decimal" => Some(FieldType::Decimal),
        "float" => Some(FieldType::Float),
        "timestamp" | "datetime" => Some(FieldType::DateTime),
        "time"
            if matches!(
                item.np.low.get(item.np.low.len().saturating_sub(2)).map(String::as_str),
                Some("at")
            ) =>
        {
            Some(FieldType::DateTime)
        }
        "enum" => None,
        "value" if matches!(item.np.low[0].as_str(), "min" | "max" | "minimum" | "maximum") => return next,
        "value" if item.np.quant == Quant::One => return next,
        "field" | "attribute" | "property" | "value" | "column" => None,
        _ => return next,
    };
    if let Some(ql_type) = ql_type {
        item.mods.push(Mod::Type(ql_type));
    }
    let np = &mut item.np;
    np.low.pop();
    np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
    np.plural = crate::words::is_plural(np.last());
    next
}

/// `serial_no varchar(32)`, `value decimal(12,3)`, `meter_id fk`: what a column's type says.
pub(super) fn column_type(toks: &[Tok], item: &mut Item, next: usize) -> usize {
    // "value decimal(12,3)": the word is gone from the name already.
    let told = item.mods.iter().any(|m| matches!(m, Mod::Type(FieldType::Decimal | FieldType::String)));
    let word = if told { "" } else { item.np.last() };
    let ql_type = match word {
        "" => None,
        "varchar" | "char" | "nvarchar" | "nchar" | "varchar2" | "character" | "citext" => {
            Some(FieldType::String)
        }
        "bigint" | "smallint" | "tinyint" | "mediumint" | "bigserial" | "int4" | "int8" => {
            Some(FieldType::Integer)
        }
        "numeric" => Some(FieldType::Decimal),
        "timestamptz" => Some(FieldType::DateTime),
        "jsonb" => Some(FieldType::Json),
        "fk" | "pk" => None,
        _ => return next,
    };
    if !told {
        if item.np.low.len() < 2 {
            return next;
        }
        let key = matches!(word, "fk" | "pk");
        let np = &mut item.np;
        let mut drop_last = || {
            np.low.pop();
            np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
            np.plural = crate::words::is_plural(np.last());
        };
        drop_last();
        // "meter_id int fk"
        if key && item.np.low.len() >= 2 && matches!(item.np.last(), "int" | "integer" | "bigint" | "uuid") {
            let np = &mut item.np;
            np.low.pop();
            np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
        }
        item.mods.extend(ql_type.map(Mod::Type));
    }
    let size =
        |at: usize| toks.get(at).filter(|tok| tok.is_number()).and_then(|tok| tok.low.parse::<u32>().ok());
    let Some(open) = eat(toks, next, "(") else { return next };
    let Some(first) = size(open) else { return next };
    let second = eat(toks, open + 1, ",").and_then(|at| size(at).map(|n| (n, at + 1)));
    let end = second.map_or(open + 1, |(_, end)| end);
    let Some(close) = eat(toks, end, ")") else { return next };
    let textual = item.mods.iter().any(|m| matches!(m, Mod::Type(FieldType::String)));
    match second {
        _ if textual => {
            item.mods.push(Mod::AtMost(f64::from(first), super::super::evidence::Unit::Characters))
        }
        Some((places, _)) => item.mods.push(Mod::Places(places)),
        None => item.mods.push(Mod::Places(0)),
    }
    close
}

/// "name text", "label text optional": nobody calls a field so; "body text" is a name where no type stands beside.
fn typed_text(toks: &[Tok], item: &Item, next: usize) -> bool {
    const NAMES: &[&str] = &[
        "name",
        "title",
        "label",
        "code",
        "nickname",
        "sku",
        "plate",
        "phone",
        "owner",
        "author",
        "city",
        "country",
        "address",
        "description",
        "summary",
        "note",
        "notes",
        "remark",
        "remarks",
        "surname",
        "username",
    ];
    let before = item.np.low.iter().rev().nth(1).map_or("", String::as_str);
    (NAMES.contains(&before) || before.contains('_')) && matches!(item.np.low.len(), 2 | 3)
        || bare_type(toks, item, next)
}

/// "amount number" among typed members: a number by both words.
fn counted(toks: &[Tok], item: &Item, next: usize) -> bool {
    let name = item.np.low.iter().take(item.np.low.len() - 1).cloned().collect::<Vec<_>>().join(" ");
    let field = crate::types::infer(&name).field;
    crate::types::is_number(field.ql_type) && bare_type(toks, item, next)
}

/// Whether the last word may be a type because other members of the list have theirs there too: "pages int".
fn bare_type(toks: &[Tok], item: &Item, next: usize) -> bool {
    const TYPES: &[&str] = &[
        "int",
        "integer",
        "string",
        "decimal",
        "float",
        "bool",
        "boolean",
        "datetime",
        "timestamp",
        "double",
        "uuid",
    ];
    let typed_itself = any(toks, next, &["(", ":"]) || item.np.quant != Quant::Bare;
    let beside = |n: usize| {
        any(toks, n, TYPES)
            && toks.get(n.wrapping_sub(1)).is_some_and(|tok| tok.word && !tok.is("a") && !tok.is("an"))
            && n >= 2
            && any(toks, n - 2, &[",", ":", ";", "("])
    };
    !typed_itself && item.np.low.len() == 2 && (0..toks.len().min(400)).any(beside)
}

/// Whether other members have the types of columns: then `text` is one, too.
fn among_columns(toks: &[Tok]) -> bool {
    toks.iter().take(400).any(|tok| {
        matches!(
            tok.low.as_str(),
            "varchar"
                | "nvarchar"
                | "bigint"
                | "smallint"
                | "int"
                | "fk"
                | "pk"
                | "numeric"
                | "timestamptz"
                | "jsonb"
        )
    })
}

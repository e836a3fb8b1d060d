//! What stands in brackets behind a name: the members of a thing, or what is said of a field.

use domain::spec::FieldType;

use super::super::{
    astray,
    cursor::{any, closing, eat_first, low},
    evidence::{Item, Mod, Quant},
    modifier,
    noun::noun_phrase,
    token::Tok,
};

/// Whether one thing in brackets is a part of it: of "customers (email)", and not of "country of origin (ISO code)".
pub(super) fn holds_one(item: &Item) -> bool {
    let told = |word: &String| super::super::clause::is_field_word(word);
    !measured(item) && (item.np.plural || !item.np.low.iter().any(told))
}

/// "bank account (IBAN)": how it is called in short.
pub(super) fn in_short(toks: &[Tok], open: usize, item: &Item) -> bool {
    let short = closing(toks, open).and_then(|close| toks.get(open + 1..close));
    !item.np.plural
        && item.np.low.len() > 1
        && matches!(short, Some([short]) if short.raw.len() > 1 && short.raw.bytes().all(|b| b.is_ascii_uppercase()))
}

/// Whether parentheses hold fields of an entity rather than values or modifiers of a field.
pub(super) fn reads_as_members(toks: &[Tok], open: usize, item: &Item) -> bool {
    let Some(close) = closing(toks, open) else { return false };
    let inside = &toks[open + 1..close];
    if in_short(toks, open, item) {
        return false;
    }
    // "start and end (both date and time)": what kind of value it is.
    if eat_first(toks, open + 1, &["both|each date and time", "date and time"])
        .is_some_and(|next| next >= close || any(toks, next, &[",", ";"]))
        && item.np.low.len() < 3
        && !item.np.plural
    {
        return false;
    }
    if plainly_typed(toks, open, item) {
        return false;
    }
    let nested = inside.iter().any(|tok| tok.is("("));
    if nested {
        return true;
    }
    let enum_name = super::super::clause::is_choice_name(item.np.last());
    if enum_name {
        return false;
    }
    if lone_member(toks, open, close, item) {
        return true;
    }
    let typed = inside.iter().any(|tok| matches!(tok.low.as_str(), "unique" | "optional" | "required" | ":"))
        && inside.iter().filter(|tok| tok.is(",")).count() >= 1;
    let first_is_mod = modifier::parenthesis(toks, open)
        .is_some_and(|(mods, _)| !mods.iter().any(|m| matches!(m, Mod::Values(_))));
    if first_is_mod {
        return false;
    }
    let telling = |tok: &&Tok| {
        tok.word
            && (super::super::clause::is_field_word(&tok.low)
                || crate::types::infer(&tok.low).field.ql_type != FieldType::String)
    };
    if (item.np.plural || item.np.capitalised && item.np.quant == Quant::Bare && item.np.low.len() == 1)
        && inside.iter().any(|tok| telling(&tok))
    {
        return true;
    }
    if item.np.plural && item.np.quant != Quant::One && astray::points_elsewhere(toks, inside) {
        return true;
    }
    // "loan(book, patron, borrowed_on, due_on)"
    if inside.iter().filter(|tok| tok.low.contains('_') && telling(tok)).count() >= 2 {
        return true;
    }
    // `borrowed_on` is spelled like nothing but a field.
    let spelled = |tok: &Tok| tok.low.contains('_') && !tok.low.starts_with('_');
    let known = inside
        .iter()
        .filter(|tok| tok.word && (super::super::clause::is_field_word(&tok.low) || spelled(tok)))
        .count();
    typed && known > 0 || known >= 2
}

/// "price per tonne (decimal, 2 places)", "weighed at (timestamp, …)", "drink_until (years, …)": a name that only a field has,
/// or a bracket that begins with a type that is nobody's name. What stands in it is said of the field.
pub(super) fn is_a_field(toks: &[Tok], open: usize, item: &Item) -> bool {
    const TYPES: &[&str] = &[
        "decimal",
        "integer",
        "int",
        "string",
        "boolean",
        "bool",
        "float",
        "double",
        "varchar",
        "numeric",
        "timestamp",
        "datetime",
        "uuid",
        "enum",
        "bigint",
        "char",
    ];
    if item.np.low.is_empty() {
        return false;
    }
    let hangs =
        item.np.low.len() > 1 && matches!(item.np.last(), "at" | "on" | "from" | "until" | "till" | "since");
    let counted = item.np.low.iter().any(|word| word == "per");
    let spelled = item.np.low.len() == 1 && item.np.last().contains('_') && !item.np.plural;
    let whole_number = any(toks, open + 1, &["whole"]) && any(toks, open + 2, &["number"]);
    let typed = (any(toks, open + 1, TYPES) && super::super::cursor::divider(toks, open + 2) || whole_number)
        && !super::super::clause::is_field_word(low(toks, open + 1));
    // "readings (timestamp, value)" are things, "tags (string, unique)" are not told apart.
    typed && !(item.np.plural && any(toks, open + 1, &["timestamp", "datetime"]))
        || hangs
        || counted
        || spelled
        || plainly_typed(toks, open, item)
}

/// "plate (text)", "height (number, optional, cm)": words that may be members as well are types behind the name of one,
/// where all the rest says something of a value.
fn plainly_typed(toks: &[Tok], open: usize, item: &Item) -> bool {
    let Some(close) = closing(toks, open).filter(|_| !item.np.plural) else { return false };
    if any(toks, open + 1, &["text"]) && open + 2 == close {
        return true;
    }
    let typed = any(toks, open + 1, &["number", "text", "date", "time"]) && any(toks, open + 2, &[",", ";"]);
    let inside = toks.get(..close).unwrap_or_default();
    let (mods, end) = modifier::bracketed(inside, open + 3);
    typed && end >= close && !mods.is_empty()
}

/// "transfers (source, target, amount) and accounts (iban)": beside things that are made of something, so is this one,
/// though what it is made of would name a type as well.
fn lone_member(toks: &[Tok], open: usize, close: usize, item: &Item) -> bool {
    let inside = &toks[open + 1..close];
    let outside =
        (0..open).filter(|n| toks[*n].is("(")).count() == (0..open).filter(|n| toks[*n].is(")")).count();
    let thing = item.np.plural && matches!(item.np.quant, Quant::Bare | Quant::Many) && outside;
    let named = inside.first().is_some_and(|tok| {
        super::super::clause::is_field_word(&tok.low)
            || crate::types::infer(&tok.low).field.ql_type != FieldType::String
            || matches!(tok.low.as_str(), "iban" | "isbn" | "text" | "code" | "slug")
    });
    let plain = !super::super::clause::is_field_word(item.np.last())
        && inside.iter().skip(1).all(|tok| {
            matches!(
                tok.low.as_str(),
                "unique" | "required" | "optional" | "," | "and" | "mandatory" | "nullable"
            )
        });
    let described = |from: usize| {
        closing(toks, from)
            .is_some_and(|end| end > from + 2 && toks[from + 1..end].iter().any(|tok| tok.is(",")))
    };
    let start = item.np.toks.start;
    let before = start >= 2
        && any(toks, start - 1, &["and", ",", ";"])
        && (0..start)
            .rev()
            .take_while(|n| !any(toks, *n, &[".", ":"]))
            .any(|n| any(toks, n, &["("]) && described(n));
    let behind = eat_first(toks, close + 1, &[", and", "and", ",", ";"])
        .and_then(|n| noun_phrase(toks, n))
        .is_some_and(|(np, n)| np.plural && any(toks, n, &["("]) && described(n));
    thing && named && plain && (before || behind)
}

pub(super) fn members(toks: &[Tok], open: usize) -> Option<(Vec<Item>, usize)> {
    super::super::declare::inside(toks, open)
}

/// "hours spent (quarter hours)": what is counted or measured has no member of its own.
fn measured(item: &Item) -> bool {
    use FieldType as T;
    let known = crate::types::infer(&item.np.name).field.ql_type;
    item.np.low.len() > 1
        && matches!(
            known,
            T::Integer | T::Decimal | T::Boolean | T::Date | T::DateTime | T::Time | T::Duration
        )
}

//! What a number is counted in: `in kg`, `in whole euros`, `in degrees Oechsle`, `in µS/cm`, `in hands`.

use domain::spec::FieldType;

use super::{
    super::{
        cursor::{any, divider, eat_first, low},
        evidence::Mod,
        token::Tok,
    },
    bounds::bounds,
    strict,
};

/// Units that are no names of anything else.
const UNITS: &[&str] = &[
    "minutes",
    "minute",
    "mins",
    "hours",
    "hour",
    "seconds",
    "days",
    "day",
    "weeks",
    "months",
    "years",
    "cents",
    "cent",
    "euros",
    "euro",
    "dollars",
    "usd",
    "eur",
    "gbp",
    "chf",
    "pounds",
    "percent",
    "%",
    "kg",
    "mg",
    "µg",
    "µl",
    "µm",
    "ml",
    "cl",
    "dl",
    "l",
    "°c",
    "°f",
    "kelvin",
    "hz",
    "khz",
    "mhz",
    "ghz",
    "rpm",
    "m³",
    "m3",
    "cm³",
    "cm2",
    "cm²",
    "mmol",
    "kj",
    "kilograms",
    "kilos",
    "kilo",
    "grams",
    "tonnes",
    "tons",
    "g",
    "km",
    "kilometers",
    "kilometres",
    "miles",
    "meters",
    "metres",
    "cm",
    "mm",
    "centimetres",
    "centimeters",
    "millimetres",
    "millimeters",
    "millilitres",
    "milliliters",
    "milligrams",
    "inches",
    "feet",
    "knots",
    "ppm",
    "kpa",
    "kph",
    "kmh",
    "mph",
    "celsius",
    "degrees",
    "liters",
    "litres",
    "kcal",
    "calories",
    "pages",
    "people",
    "persons",
    "mb",
    "bytes",
    "stars",
    "points",
    "€",
    "$",
    "pieces",
    "units",
    "square",
    "reps",
    "watts",
    "kwh",
    "litre",
    "liter",
    "gb",
    "m²",
    "m2",
    "sqm",
    "hpa",
    "kw",
    "m",
    "mbar",
    "hectares",
    "decibels",
    "mw",
    "w",
    "mbit",
    "bar",
    "lux",
    "volts",
    "milliseconds",
    "millisecond",
    "microseconds",
    "microsecond",
    "nanoseconds",
    "ms",
    "secs",
    "hrs",
    "yards",
    "yard",
    "nm",
    "micrometres",
    "micrometers",
    "kilometre",
    "kilometer",
    "metre",
    "meter",
    "acres",
    "acre",
    "gallons",
    "pints",
    "microlitres",
    "micrograms",
    "microgram",
    "milligram",
    "gram",
    "kilogram",
    "lbs",
    "lb",
    "ounces",
    "oz",
    "pascals",
    "pa",
    "psi",
    "mmhg",
    "amps",
    "amperes",
    "ampere",
    "milliamps",
    "ma",
    "ah",
    "wh",
    "mwh",
    "gwh",
    "kilowatts",
    "kilowatt",
    "megawatts",
    "megawatt",
    "volt",
    "ohms",
    "ohm",
    "hertz",
    "kilohertz",
    "megahertz",
    "lumens",
    "candela",
    "kilobytes",
    "megabytes",
    "gigabytes",
    "terabytes",
    "kilobyte",
    "megabyte",
    "gigabyte",
    "kb",
    "tb",
    "mib",
    "gib",
    "kib",
    "px",
    "dpi",
    "joules",
    "joule",
    "kilojoules",
    "newtons",
    "newton",
    "ppb",
    "iu",
    "ntu",
    "fahrenheit",
    "hectare",
    "µs",
    "ha",
    "cups",
    "kn",
    "becquerel",
    "sievert",
    "usv",
    "msv",
    "siemens",
    "mol",
    "mmol/l",
];

/// Whether the word is a unit of measure.
pub fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
        || word.split_once('/').is_some_and(|(unit, per)| UNITS.contains(&unit) && PER.contains(&per))
}

/// What a measure is told by: `km/h`, `mg/l`, `m³/s`.
const PER: &[&str] = &[
    "h", "s", "min", "night", "hour", "second", "minute", "day", "week", "month", "year", "l", "ml", "kg",
    "g", "m", "km", "m²", "m2", "m³", "m3", "ha", "cm³", "cm2", "cm²", "dl",
];

/// Where the unit at a place ends: `kg`, `square metres`, `degrees Oechsle`, `euros per night`, `newton metres`, `µS/cm`.
pub(super) fn measure(toks: &[Tok], at: usize) -> Option<usize> {
    const BEFORE: &[&str] = &["square|cubic|nautical|light|arc|metric|imperial|us|man|person"];
    let sized = eat_first(toks, at, BEFORE).filter(|next| {
        toks.get(*next).is_some_and(|tok| is_unit(&tok.low) || crate::words::is_plural(&tok.low))
    });
    if let Some(next) = sized {
        return Some(over(toks, next + 1));
    }
    if let Some(next) = eat_first(toks, at, &["per cent|mille|thousand|million"]) {
        return Some(next);
    }
    // "degrees Celsius", "degrees Plato"
    if let Some(next) = eat_first(toks, at, &["degrees|degree|deg|°"]) {
        let scale = toks.get(next).filter(|tok| tok.word && tok.capitalised() && !tok.is_number());
        let known = || any(toks, next, &["celsius", "fahrenheit", "kelvin", "centigrade"]);
        return Some(if scale.is_some() || known() { next + 1 } else { next });
    }
    toks.get(at).filter(|tok| is_unit(&tok.low))?;
    let both = eat_first(toks, at + 1, &["hours|hour|metres|meters|metre|meter|seconds|squared|cubed"]);
    Some(over(toks, both.unwrap_or(at + 1)))
}

/// `per hour`, `/ cm`: what the unit at the place before is told by.
fn over(toks: &[Tok], at: usize) -> usize {
    let glued = any(toks, at, &["/"]) && toks.get(at).is_some_and(|tok| tok.glued);
    let per = eat_first(toks, at, &["per"]).or(glued.then_some(at + 1));
    // "kWh per day and …", but "per boat" says of whom, and "per day" of a unit of time what is counted.
    let told = per.filter(|next| {
        toks.get(*next).is_some_and(|tok| PER.contains(&tok.low.as_str()) || is_unit(&tok.low))
    });
    told.map_or(at, |next| next + 1)
}

/// `in minutes`, `in EUR`
pub(super) fn unit(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let lead = eat_first(toks, at, &["measured|given|stored|expressed? in"]).unwrap_or(at);
    // "(kg, required)"; "(day pass, …)" begins with no unit.
    let alone = |next: usize| {
        toks.get(next).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("per"))
            || strict(toks, next).is_some()
    };
    // "(kg, lb)": one of them, and none that it is in.
    if lead == at
        && measure(toks, at)
            .is_some_and(|next| any(toks, next, &[",", "or"]) && measure(toks, next + 1).is_some())
    {
        return None;
    }
    if lead == at
        && !(low(toks, at.wrapping_sub(1)) == "("
            && measure(toks, eat_first(toks, at, &["whole|full"]).unwrap_or(at)).is_some_and(alone)
            && !(low(toks, at).len() == 1 && any(toks, at + 1, &[","]) && strict(toks, at + 2).is_none()))
    {
        return None;
    }
    // "in whole dollars", "(whole euros, at most 500)"
    if let Some(next) = eat_first(toks, lead, &["whole|full"]) {
        let end = measure(toks, next)
            .or_else(|| eat_first(toks, next, &["dollars|euros|pounds|cents|francs|kronor|units|numbers"]))?;
        return Some((vec![Mod::In(low(toks, end - 1).to_owned()), Mod::Type(FieldType::Integer)], end));
    }
    let Some(next) = measure(toks, lead) else { return foreign(toks, lead).filter(|_| lead > at) };
    // "in yard / dismantling / crushed": where it is, and no measure.
    if any(toks, next, &["/", "|"]) && toks.get(next).is_some_and(|mark| !mark.glued) {
        return None;
    }
    // "in grams or millilitres"
    let mut end = next;
    while let Some(more) =
        eat_first(toks, end, &["or|and|/"]).and_then(|n| measure(toks, n)).filter(|_| lead > at)
    {
        end = more;
    }
    // "in square metres"
    let words: Vec<&str> = (lead..next).map(|n| low(toks, n)).collect();
    Some((vec![Mod::In(words.join(" "))], end))
}

/// `in Brix between 0 and 40`, `in dGH`: a unit that is no known word is one by the numbers behind it, or by how it is
/// written; "name in English" is none.
fn foreign(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let tok =
        toks.get(at).filter(|tok| tok.word && !tok.is_number() && !crate::words::stop::is_stop(&tok.low))?;
    if any(toks, at.wrapping_sub(2), &["name", "title", "description", "text", "label", "summary", "notes"]) {
        return None;
    }
    // "in euros per night", "in µS/cm"
    let written_over = (at + 1..toks.len().min(at + 3)).find(|n| over(toks, *n) > *n).map(|n| over(toks, n));
    let next = written_over.unwrap_or(at + 1);
    // "a height in hands and a colour": so many of them, where the name is that of a measure.
    const MEASURED: &[&str] = &[
        "height",
        "length",
        "width",
        "depth",
        "weight",
        "distance",
        "speed",
        "volume",
        "size",
        "power",
        "pressure",
        "area",
        "capacity",
        "strength",
        "output",
        "flow",
        "consumption",
        "dose",
        "concentration",
        "frequency",
        "voltage",
    ];
    let named = low(toks, at.wrapping_sub(2));
    let counted = || {
        matches!(
            crate::types::infer(named).field.ql_type,
            FieldType::Decimal | FieldType::Integer | FieldType::Duration
        )
    };
    // Of several words the last is a plural: "in arc seconds".
    let last = (at..toks.len().min(at + 3))
        .find(|n| divider(toks, n + 1) || any(toks, n + 1, &["(", "optional", "required"]));
    if let Some(end) = last.map(|last| last + 1).filter(|end| *end > next || written_over.is_none())
        && (any(toks, at.wrapping_sub(2), MEASURED) || counted())
        && (at..end).all(|n| toks[n].word && !crate::words::stop::is_stop(&toks[n].low))
        && (end == at + 1 || crate::words::is_plural(low(toks, end - 1)))
    {
        let words: Vec<&str> = (at..end).map(|n| low(toks, n)).collect();
        return Some((vec![Mod::In(words.join(" "))], end));
    }
    let bounded = |n: usize| bounds(toks, n).is_some();
    let numbers =
        bounded(next) || eat_first(toks, next, &["optional|required|nullable ,?"]).is_some_and(bounded);
    let letters = tok.raw.chars().filter(|c| c.is_uppercase()).count();
    let written = (2..=6).contains(&tok.raw.len()) && letters >= 2 || written_over.is_some();
    let ends = toks.get(next).is_none_or(|tok| matches!(tok.low.as_str(), "," | ")" | ";" | "and"))
        || eat_first(toks, next, &["optional|required|nullable"]).is_some();
    (numbers || written && ends).then(|| (vec![Mod::In(tok.raw.clone())], next))
}

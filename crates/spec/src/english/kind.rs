//! Words that name a type of value: `whole number`, `list of strings`, `(lat/lng)`, `(image file)`.

use domain::spec::FieldType;

use super::{
    cursor::{any, eat, eat_first},
    evidence::Mod,
    modifier::note,
    token::Tok,
};

/// Words that name a type of value.
pub fn type_word(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    use FieldType as T;
    const TYPES: &[(&[&str], FieldType)] = &[
        (
            &[
                "date and time",
                "date - time",
                "date time",
                "datetime",
                "timestamp",
                "date / time",
                "time stamp",
            ],
            T::DateTime,
        ),
        (
            &["list|array of strings|words|texts|names|labels|tags", "array < string >", "string array|list"],
            T::StringArray,
        ),
        (
            &["list|array of integers|numbers|ints", "list|array of whole|round|natural numbers"],
            T::IntegerArray,
        ),
        (
            &[
                "yes / no flag|value|field?",
                "y / n flag?",
                "yes or no",
                "true / false",
                "true or false",
                "yes - no",
                "boolean flag|value|field?",
                "bool",
                "flag",
            ],
            T::Boolean,
        ),
        (&["whole number|numbers", "integer number|value?", "int", "natural number", "integers"], T::Integer),
        (
            &[
                "decimal number|value?",
                "decimals",
                "numeric",
                "money amount?",
                "monetary amount?",
                "currency amount",
                "monetary",
            ],
            T::Decimal,
        ),
        (&["float", "floating point number?", "double", "real number"], T::Float),
        (&["email address?", "e - mail address?"], T::Email),
        (&["url", "uri", "web address"], T::Url),
        (&["uuid", "guid"], T::Uuid),
        (
            &[
                "as|in free text",
                "long text",
                "free text",
                "multi - line text",
                "multiline text",
                "markdown text?",
                "rich text",
            ],
            T::Text,
        ),
        (&["short text", "string", "varchar", "str"], T::String),
        (&["text"], T::Text),
        (&["json object?"], T::Json),
        (&["date"], T::Date),
        (&["time of day"], T::Time),
        (&["slug"], T::Slug),
    ];
    for (phrases, ql_type) in TYPES {
        if let Some(next) = eat_first(toks, at, phrases) {
            return Some((vec![Mod::Type(*ql_type)], next));
        }
    }
    None
}

/// Kinds of value that name a type only where nothing else can be meant: alone between commas.
pub fn kind(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    use FieldType as T;
    const KINDS: &[(&[&str], FieldType)] = &[
        (
            &[
                "geo point|location|coordinates?",
                "coordinates",
                "gps coordinates|position|location?",
                "lat|latitude ,|/|and? lng|lon|long|longitude",
                "point",
            ],
            T::Geo,
        ),
        (
            &[
                "file upload?",
                "image file|upload?",
                "picture",
                "photo",
                "upload",
                "pdf file?",
                "attachment",
                "binary",
            ],
            T::File,
        ),
        (&["e - mail", "email", "mail address"], T::Email),
        (&["phone number?", "telephone number?"], T::Phone),
        (&["link", "links_"], T::Url),
        (&["ip address?"], T::Ip),
        (&["duration"], T::Duration),
        (&["time"], T::Time),
        (&["password", "hashed", "secret"], T::Password),
        (&["number"], T::Decimal),
        (&["object", "free form", "json"], T::Json),
        (
            &[
                "list|array|set|collection",
                "list|array of text|texts|string|strings|word|words|link|links|url|urls|name|names|email|emails|tag|tags|code|codes",
                "comma - separated list?",
                "comma separated list?",
                "multiple",
                "several",
            ],
            T::StringArray,
        ),
        (&["list|array of integer|integers|number|numbers|int|ints|years|port|ports"], T::IntegerArray),
        (&["list|array of decimal|decimals|price|prices|amount|amounts|float|floats"], T::DecimalArray),
    ];
    for (phrases, ql_type) in KINDS {
        let longest = phrases.iter().filter_map(|phrase| eat(toks, at, phrase)).max();
        if let Some(next) = longest.filter(|next| toks.get(*next).is_none_or(|t| t.is(",") || t.is(";"))) {
            return Some((vec![Mod::Type(*ql_type)], next));
        }
    }
    // "(positive)" bounds, "(positive, negative)" are values.
    if let Some(next) = eat_first(toks, at, &["positive"])
        .filter(|next| toks.get(*next).is_none_or(|t| t.is(",")) && !toks.iter().any(|t| t.is("negative")))
    {
        return Some((vec![Mod::MoreThan(0.0)], next));
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "hexadecimal|hex colors?|colours?|codes?|values? like|such|e_",
            "hexadecimal|hex like",
            "hexadecimal|hex color|colour? code|value?",
        ],
    ) {
        let (_, end) = note(toks, next.saturating_sub(1))
            .filter(|_| any(toks, next - 1, &["like"]))
            .unwrap_or((Vec::new(), next));
        return Some((vec![Mod::Pattern("^#[0-9a-fA-F]{6}$".to_owned())], end));
    }
    characters_of(toks, at)
}

/// "lowercase letters, digits and dashes": the characters that a text may be made of.
fn characters_of(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const CLASSES: &[(&str, &str)] = &[
        ("lowercase|small letters|characters?", "a-z"),
        ("lower - case letters|characters?", "a-z"),
        ("uppercase|capital letters|characters?", "A-Z"),
        ("upper - case letters|characters?", "A-Z"),
        ("letters", "A-Za-z"),
        ("alphanumeric characters?", "A-Za-z0-9"),
        ("digits|numbers", "0-9"),
        ("dashes|hyphens|dash|hyphen", "-"),
        ("underscores|underscore", "_"),
        ("dots|periods", "."),
    ];
    let mut here = eat_first(toks, at, &["only", "consists|consisting of", "made of"]).unwrap_or(at);
    let mut classes: Vec<&str> = Vec::new();
    let mut end = here;
    while let Some((class, next)) =
        CLASSES.iter().find_map(|(phrase, class)| eat(toks, here, phrase).map(|next| (*class, next)))
    {
        classes.push(class);
        end = next;
        here = eat_first(toks, next, &[", and", ", or", ",", "and", "or", "&"]).unwrap_or(next);
    }
    end = eat_first(toks, end, &["only", "allowed"]).unwrap_or(end);
    let told = classes.len() >= 2 || classes.len() == 1 && any(toks, end.wrapping_sub(1), &["only"]);
    if !told {
        return None;
    }
    // A dash stands last, where it is no range.
    classes.sort_by_key(|class| *class == "-");
    classes.dedup();
    Some((vec![Mod::Pattern(format!("^[{}]+$", classes.concat()))], end))
}

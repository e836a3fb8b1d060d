//! The members of one record, each from its own line or piece.

use std::{ops::Range, sync::LazyLock};

use domain::spec::{Field, FieldType};
use regex::{Captures, Regex};
use serde_json::{Number, json};

use super::super::{
    sheet::Sheet,
    typed::{self, Records, Values},
};
use crate::{
    types,
    words::{singular, snake},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Go,
    Rust,
    Kotlin,
    Java,
    Mongoose,
    Rails,
    Laravel,
}

/// What a line of code says of one member.
#[derive(Debug, Default, Clone)]
pub struct Member {
    pub name: String,
    pub range: Range<usize>,
    /// The type as written, without what makes it optional.
    pub type_word: String,
    pub optional: bool,
    /// Whatever stands beside: tags, annotations, arguments, a remark.
    pub beside: String,
    /// It is a key to the record of this name.
    pub target: Option<String>,
    /// Many of them.
    pub is_list: bool,
}

macro_rules! shapes {
    ($($name:ident = $pattern:expr;)*) => {
        $(static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($pattern).ok());)*
    };
}

shapes! {
    GO = r#"^(?P<name>[A-Z][A-Za-z0-9_]*)\s+(?P<type>[\*\[\]A-Za-z0-9_.]+)(?P<beside>.*)$"#;
    GO_JSON = r#"json:"([A-Za-z_][A-Za-z0-9_]*)"#;
    RUST = r"^(?:pub(?:\([a-z]+\))?\s+)?(?P<name>[a-z_][a-z0-9_]*)\s*:\s*(?P<type>[^,/]+),?(?P<beside>.*)$";
    KOTLIN = r"^(?P<beside>(?:@[A-Za-z:]+(?:\([^)]*\))?\s*)*)(?:private\s+|override\s+)*va[lr]\s+(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*:\s*(?P<type>[A-Za-z0-9_<>.?]+)(?P<more>.*)$";
    JAVA = r"^(?P<beside>(?:(?:@[A-Za-z]+(?:\([^)]*\))?|\[[^\]]*\])\s*)*)(?:(?:public|private|protected|final|required|virtual|static)\s+)*(?P<type>[A-Za-z][A-Za-z0-9_.]*(?:<[A-Za-z0-9_<>, ?]+>)?(?:\[\])?\??)\s+(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*(?:;|=|\{|,|$)(?P<more>.*)$";
    MONGOOSE = r"^(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*:\s*(?P<type>.+)$";
    RAILS = r#"^t\.(?P<type>[a-z_]+)[ (]+[:"'](?P<name>[a-z_][a-z0-9_]*)["']?(?P<beside>.*)$"#;
    LARAVEL = r#"^\$table->(?P<type>[A-Za-z]+)\(\s*["'](?P<name>[a-z_][a-z0-9_]*)["'](?P<beside>.*)$"#;
    SIZE = r#"(?i)(?:max|maxlength|max_length|size|length|limit|lte|maxlen|max=)[ =:(\["']+(?:max\s*=\s*)?(\d+)"#;
    FIRST_SIZE = r"^\s*,\s*(\d+)";
    AT_LEAST = r#"(?i)\b(?:min|gte|ge|minvalue|positiveorzero|min=)[ =:(\["']+(-?\d+(?:\.\d+)?)"#;
    AT_MOST = r#"(?i)\b(?:max|lte|le|maxvalue|max=)[ =:(\["']+(-?\d+(?:\.\d+)?)"#;
    MORE_THAN = r#"(?i)\b(?:gt)[ =:]+(-?\d+(?:\.\d+)?)"#;
    RANGE = r"(?i)\brange\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)";
    ONE_OF = r#"(?i)(?:oneof=([A-Za-z0-9_ -]+)|enum\s*[:(]\s*\[?([^\])]+)[\])]|Literal\[([^\]]+)\]|values:\s*\[([^\]]+)\])"#;
    DEFAULT = r#"(?i)(?:\bdefault\s*[:=(]\s*|\bdefault\(\s*|default:)(true|false|-?\d+(?:\.\d+)?|["'][^"']*["'])"#;
    REFERS = r#"(?i)(?:ref\s*:\s*["']([A-Za-z]+)["']|constrained\(\s*["']([a-z_]+)["']|references\(["'][a-z_]+["']\)->on\(["']([a-z_]+)["']|foreign_key:\s*\{\s*to_table:\s*:([a-z_]+))"#;
    WRAPPED = r"^(?:Option|Optional|Mapped|Nullable|Box|Arc)\s*[<\[]\s*(?P<inner>.+)\s*[>\]]$";
    LISTED = r"^(?:Vec|List|IList|ICollection|Collection|Set|HashSet|Array|list|List|set|Sequence|ArrayList|MutableList|IEnumerable)\s*[<\[]\s*(?P<inner>.+)\s*[>\]]$";
}

/// The members between the brackets of a record.
pub fn of(text: &str, body: Range<usize>, shape: Shape) -> Vec<Member> {
    let mut found: Vec<Member> = Vec::new();
    let mut annotations = String::new();
    for piece in pieces(text, body.clone(), shape) {
        let Some(line) = text.get(piece.clone()) else { continue };
        let (line, remark) =
            line.split_once("//").map_or((line, ""), |(line, remark)| (line.trim_end(), remark));
        // Annotations on lines of their own belong to the member behind them.
        let marked = line.starts_with("#[") || line.starts_with('[') && line.ends_with(']');
        let annotated = line.starts_with('@')
            && !["val ", "var ", ";"].iter().any(|sign| line.contains(sign))
            && shape != Shape::Mongoose;
        if marked
            || annotated && !(shape == Shape::Java && by_comma(text.get(body.clone()).unwrap_or_default()))
        {
            annotations.push_str(line);
            annotations.push(' ');
            continue;
        }
        if let Some(mut member) = member(line, shape) {
            member.range = piece;
            member.beside = format!("{annotations}{} {remark}", member.beside);
            found.push(member);
        }
        annotations.clear();
    }
    found
}

/// The parameters of a `record`, which no semicolon divides.
fn by_comma(body: &str) -> bool {
    !body.contains(';')
}

/// Lines, or what stands between commas outside of brackets.
fn pieces(text: &str, body: Range<usize>, shape: Shape) -> Vec<Range<usize>> {
    let inside = text.get(body.clone()).unwrap_or_default();
    let by_comma =
        matches!(shape, Shape::Kotlin | Shape::Mongoose) || shape == Shape::Java && by_comma(inside);
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    let mut push = |start: usize, end: usize| {
        let piece = inside.get(start..end).unwrap_or_default();
        let lead = piece.len() - piece.trim_start().len();
        let words = piece.trim();
        if !words.is_empty() {
            found.push(body.start + start + lead..body.start + start + lead + words.len());
        }
    };
    for (at, c) in inside.char_indices() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth -= 1,
            ',' if by_comma && depth == 0 => {
                push(start, at);
                start = at + 1;
            }
            '\n' if !by_comma && depth <= 0 => {
                push(start, at);
                start = at + 1;
                depth = 0;
            }
            _ => {}
        }
    }
    push(start, inside.len());
    found
}

fn member(line: &str, shape: Shape) -> Option<Member> {
    let pattern = match shape {
        Shape::Go => &GO,
        Shape::Rust => &RUST,
        Shape::Kotlin => &KOTLIN,
        Shape::Java => &JAVA,
        Shape::Mongoose => &MONGOOSE,
        Shape::Rails => &RAILS,
        Shape::Laravel => &LARAVEL,
    };
    let line = line.trim().trim_end_matches(';').trim_end();
    let line = if shape == Shape::Java { format!("{line};") } else { line.to_owned() };
    let found = pattern.as_ref()?.captures(&line)?;
    let part = |found: &Captures<'_>, group: &str| {
        found.name(group).map_or(String::new(), |part| part.as_str().trim().to_owned())
    };
    let (mut name, written, mut beside) =
        (part(&found, "name"), part(&found, "type"), part(&found, "beside"));
    beside.push(' ');
    beside.push_str(&part(&found, "more"));
    // A method, a constant, a return.
    if shape == Shape::Java
        && (beside.contains("=>")
            || line.contains("return ")
            || matches!(written.as_str(), "return" | "package" | "import" | "class"))
    {
        return None;
    }
    if shape == Shape::Go
        && let Some(key) = GO_JSON.as_ref()?.captures(&beside)
    {
        name = key.get(1)?.as_str().to_owned();
    }
    let mut member = Member { name, beside, ..Member::default() };
    match shape {
        Shape::Rails => rails(&mut member, &written),
        Shape::Laravel => laravel(&mut member, &written),
        Shape::Mongoose => mongoose(&mut member, &written)?,
        _ => member.read_type(&written),
    }
    Some(member)
}

impl Member {
    /// Unwraps what makes a type optional or a list of it.
    pub fn read_type(&mut self, written: &str) {
        let mut word = written.trim().trim_start_matches('&').to_owned();
        for _ in 0..4 {
            if let Some(rest) = word.strip_prefix('*').or_else(|| word.strip_suffix('?')) {
                self.optional = true;
                word = rest.trim().to_owned();
            } else if let Some(rest) = word.strip_suffix("| None").or_else(|| word.strip_suffix("| null")) {
                self.optional = true;
                word = rest.trim().to_owned();
            } else if let Some(rest) = word.strip_prefix("[]").or_else(|| word.strip_suffix("[]")) {
                self.is_list = true;
                word = rest.trim().to_owned();
            } else if let Some(inner) = inner(&WRAPPED, &word) {
                self.optional |=
                    !word.starts_with("Mapped") && !word.starts_with("Box") && !word.starts_with("Arc");
                word = inner;
            } else if let Some(inner) = inner(&LISTED, &word) {
                self.is_list = true;
                word = inner;
            } else {
                break;
            }
        }
        self.type_word = word;
    }
}

fn inner(pattern: &LazyLock<Option<Regex>>, word: &str) -> Option<String> {
    Some(pattern.as_ref()?.captures(word)?.name("inner")?.as_str().trim().to_owned())
}

fn rails(member: &mut Member, written: &str) {
    if matches!(written, "references" | "belongs_to") {
        let named = refers(&member.beside).unwrap_or_else(|| member.name.clone());
        member.target = Some(named);
    }
    member.type_word = written.to_owned();
    member.optional = !member.beside.contains("null: false");
}

fn laravel(member: &mut Member, written: &str) {
    member.type_word = match written {
        "unsignedInteger" | "unsignedBigInteger" | "bigInteger" | "smallInteger" | "tinyInteger"
        | "mediumInteger" => "integer",
        "dateTime" | "dateTimeTz" | "timestampTz" => "datetime",
        "longText" | "mediumText" | "tinyText" => "text",
        "foreignId" | "foreignUuid" => {
            let stem = member.name.strip_suffix("_id").unwrap_or(&member.name).to_owned();
            member.target = Some(refers(&member.beside).unwrap_or(stem));
            "integer"
        }
        other => other,
    }
    .to_owned();
    member.optional = member.beside.contains("nullable()");
}

fn mongoose(member: &mut Member, written: &str) -> Option<()> {
    let is_list = written.starts_with('[');
    let plain = written.trim_start_matches('[').trim_end_matches(']').trim();
    let word = match plain.strip_prefix('{') {
        Some(options) => options.split_once("type:")?.1.split([',', '}']).next()?.trim().to_owned(),
        None => plain.to_owned(),
    };
    member.beside = written.to_owned();
    member.is_list = is_list;
    member.target = refers(written);
    member.optional = !written.contains("required: true")
        && !written.contains("required:true")
        && !written.contains("required: [true");
    member.type_word = word.trim_start_matches('[').trim_end_matches(']').rsplit('.').next()?.to_owned();
    Some(())
}

fn refers(beside: &str) -> Option<String> {
    let found = REFERS.as_ref()?.captures(beside)?;
    (1..=4).find_map(|n| found.get(n)).map(|name| name.as_str().to_owned())
}

/// The members as fields and links; `names` are the records of the text.
pub fn typed(members: Vec<Member>, names: &[String]) -> Vec<typed::Member> {
    members
        .into_iter()
        .map(|member| {
            let is_id =
                snake(&member.name).is_some_and(|name| matches!(name.as_str(), "id" | "uuid" | "pk" | "_id"));
            typed::Member {
                name: member.name.clone(),
                range: member.range.clone(),
                is_id,
                value: value(&member, names),
                doubts: Vec::new(),
            }
        })
        .collect()
}

fn value(member: &Member, names: &[String]) -> Values {
    let known = |word: &str| Sheet::entity_name(word).filter(|name| names.contains(name));
    let pointed = member
        .target
        .as_deref()
        .and_then(|word| known(word).or_else(|| Sheet::entity_name(word)))
        .or_else(|| known(&member.type_word));
    let required = required(member);
    if let Some(to) = pointed {
        return Values::Records(Records {
            to,
            is_list: member.is_list,
            owns: !member.is_list,
            key: None,
            required,
            unique: member.beside.contains("OneToOne") || member.beside.contains("unique"),
            on_delete: None,
            name: None,
        });
    }
    Values::Field(Box::new(field(member, required)))
}

/// A value that may be missing is optional; the rest has to be there.
fn required(member: &Member) -> bool {
    let beside = member.beside.to_lowercase();
    let stated = [
        "required",
        "notnull",
        "not_null",
        "nonnull",
        "notblank",
        "notempty",
        "nullable=false",
        "null: false",
    ]
    .iter()
    .any(|word| beside.replace("nullable = false", "nullable=false").contains(word))
        && !beside.contains("required: false");
    let missing = ["omitempty", "null=true", "nullable=true", "blank=true", "nullable()", "optional"]
        .iter()
        .any(|word| beside.replace(" = ", "=").contains(word));
    stated || !member.optional && !missing
}

fn field(member: &Member, required: bool) -> Field {
    let name = snake(&member.name).unwrap_or_default();
    let word = member.type_word.rsplit('.').next().unwrap_or_default();
    let (word, arguments) = word.split_once('(').map_or((word, ""), |(word, arguments)| (word, arguments));
    let word = match word {
        "Time" | "OffsetDateTime" | "DateTimeOffset" | "NaiveDateTime" | "DateTime<Utc>"
        | "LocalDateTime" | "DateTimeField" => "datetime",
        "NaiveDate" | "DateOnly" | "DateField" => "date",
        "TimeOnly" | "NaiveTime" | "TimeField" => "time",
        "CharField" | "String" | "ObjectId" | "Unicode" => "string",
        "TextField" | "UnicodeText" => "text",
        "IntegerField"
        | "PositiveIntegerField"
        | "PositiveSmallIntegerField"
        | "BigIntegerField"
        | "SmallIntegerField"
        | "uint8"
        | "uint16"
        | "uint32"
        | "uint64"
        | "usize"
        | "u8"
        | "u16"
        | "i8"
        | "i16"
        | "Byte"
        | "byte" => "integer",
        "DecimalField" | "Numeric" | "Decimal128" => "decimal",
        "BooleanField" | "Boolean" => "boolean",
        "EmailField" | "EmailStr" => "email",
        "URLField" | "HttpUrl" | "AnyUrl" => "url",
        "SlugField" => "slug",
        "UUIDField" | "Uuid" => "uuid",
        "FloatField" | "Double" => "float",
        "JSONField" | "JSONB" | "Mixed" | "RawMessage" | "Value" => "json",
        "FileField" | "ImageField" => "file",
        "DurationField" | "timedelta" => "duration",
        "GenericIPAddressField" => "ip",
        "Date" if member.beside.contains("Date") && member.beside.starts_with('{') => "datetime",
        "Number" => "number",
        other => other,
    };
    let mut field = match types::stated(&name, word) {
        Some(field) if member.is_list => list_of(field),
        Some(field) => field,
        // A plain number of a name that counts, a type of somebody's own.
        None => types::infer(&name).field,
    };
    // `Number` of a record may be either; its name says which.
    if matches!(word, "number") && field.ql_type == FieldType::Decimal {
        field = Field { required: true, ..types::infer(&name).field };
        if !types::is_number(field.ql_type) {
            field = types::of(FieldType::Decimal);
        }
    }
    let beside = format!("{} {arguments}", member.beside);
    said_beside(&mut field, &beside, arguments);
    field.required = required && field.default.is_none();
    if field.ql_type == FieldType::Boolean && !beside.to_lowercase().contains("required") {
        field.required = false;
    }
    field
}

fn list_of(item: Field) -> Field {
    match item.ql_type {
        FieldType::Integer => types::of(FieldType::IntegerArray),
        FieldType::Decimal | FieldType::Float => types::of(FieldType::DecimalArray),
        _ => types::of(FieldType::StringArray),
    }
}

/// Lengths, bounds, values and defaults of tags, annotations and arguments.
fn said_beside(field: &mut Field, beside: &str, arguments: &str) {
    let first = |pattern: &LazyLock<Option<Regex>>, words: &str| -> Option<String> {
        let found = pattern.as_ref()?.captures(words)?;
        (1..found.len()).find_map(|n| found.get(n)).map(|part| part.as_str().to_owned())
    };
    if let Some(listed) = first(&ONE_OF, beside) {
        let divided: Vec<String> = if listed.contains(',') {
            listed.split(',').map(str::to_owned).collect()
        } else {
            listed.split(' ').map(str::to_owned).collect()
        };
        let values: Vec<String> = divided
            .iter()
            .map(|value| value.trim().trim_matches(['"', '\'']).to_owned())
            .filter(|v| !v.is_empty())
            .collect();
        if values.len() > 1 {
            *field = Field { pii: field.pii.clone(), ..types::choice(values) };
        }
    }
    let lower = beside.to_lowercase();
    if lower.contains("unique") && !lower.contains("unique=false") && !lower.contains("unique: false") {
        field.unique = Some(true);
    }
    let number = |text: String| text.parse::<Number>().ok();
    if types::is_text(field.ql_type) {
        let longest = first(&SIZE, beside)
            .or_else(|| first(&FIRST_SIZE, beside))
            .or_else(|| arguments.trim_end_matches(')').parse::<u64>().ok().map(|n| n.to_string()));
        if let Some(longest) = longest.and_then(|text| text.parse().ok()) {
            field.max_length = Some(longest);
        }
    } else if types::is_number(field.ql_type) {
        if let Some(found) = RANGE.as_ref().and_then(|range| range.captures(beside)) {
            field.minimum = found.get(1).and_then(|low| low.as_str().parse().ok());
            field.maximum = found.get(2).and_then(|high| high.as_str().parse().ok());
        }
        if let Some(least) = first(&AT_LEAST, beside).and_then(number) {
            field.minimum = Some(least);
        }
        if let Some(most) = first(&AT_MOST, beside).and_then(number) {
            field.maximum = Some(most);
        }
        if let Some(more) = first(&MORE_THAN, beside).and_then(number) {
            field.exclusive_minimum = Some(more);
            field.minimum = None;
        }
        if lower.contains("@positive ") || lower.contains("@positive\n") {
            field.exclusive_minimum = Some(Number::from(0));
            field.minimum = None;
        }
        if lower.contains("positiveorzero") || lower.contains("positive") && lower.contains("integerfield") {
            field.minimum = Some(Number::from(0));
        }
    }
    if let Some(text) = first(&DEFAULT, beside) {
        let plain = text.trim_matches(['"', '\'']);
        field.default = match (field.ql_type, plain) {
            (FieldType::Boolean, "true" | "True") => Some(json!(true)),
            (FieldType::Boolean, "false" | "False") => Some(json!(false)),
            (FieldType::Integer | FieldType::Duration, plain) => plain.parse::<i64>().ok().map(|n| json!(n)),
            (FieldType::Decimal, plain) => plain.parse::<f64>().ok().map(|_| json!(plain)),
            (FieldType::Float, plain) => plain.parse::<f64>().ok().map(|n| json!(n)),
            (FieldType::Enum, plain) => field
                .values
                .as_ref()
                .and_then(|values| values.iter().find(|v| v.as_str() == Some(plain)).cloned()),
            (FieldType::String | FieldType::Text, plain) if !plain.is_empty() => Some(json!(plain)),
            _ => None,
        };
    }
}

/// The key's stem as the name of a record: `author_id` → `author`.
pub fn stem(name: &str) -> String {
    singular(name.strip_suffix("_id").unwrap_or(name))
}

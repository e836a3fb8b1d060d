//! The project's own line: name, type, language, framework, storage, with what was assumed.

use domain::{
    Origin, Span,
    intent::Intent,
    spec::{FieldType, OnDelete, Project, ProjectType, QuestionKind},
};
use indexmap::IndexMap;
use serde_json::json;

use super::{
    draft::{Draft, Sentence, Target},
    frameless,
};
use crate::{
    english::{evidence::Fact, lexicon::lexicon},
    questions, types, words,
};

#[derive(Default)]
pub(super) struct Said {
    pub(super) value: Option<String>,
    pub(super) span: Option<Span>,
}

impl Said {
    fn take(&mut self, value: &str, span: Option<Span>) {
        if self.value.is_none() {
            self.value = Some(value.to_owned());
            self.span = span;
        }
    }
}

/// Reads the frames and the stack words of all sentences.
pub fn project(draft: &mut Draft, sentences: &[Sentence], intent: &Intent) -> Project {
    let (mut kind, mut name, mut storage) = (Said::default(), Said::default(), Said::default());
    let (mut languages, mut frameworks) = (Vec::new(), Vec::new());
    let mut generic = None;
    let mut place: Option<(String, Option<Span>)> = None;
    for sentence in sentences {
        for fact in &sentence.facts {
            match fact {
                Fact::Frame { kind: found, topics, called, place: at, toks } => {
                    if let Some((value, range)) = found {
                        if value == "generic" {
                            generic = generic.or_else(|| sentence.span(range));
                        } else {
                            kind.take(value, sentence.span(range));
                        }
                        draft.cover(sentence, range, &Target::Pointer("/project/type".into()));
                    }
                    if let Some((value, range)) = called {
                        name.take(value, sentence.span(range));
                        draft.cover(sentence, range, &Target::Pointer("/project/name".into()));
                    }
                    for np in at.iter().chain(topics) {
                        if draft.resolve(np).is_none() || place.is_none() {
                            place.get_or_insert((
                                words::singular(&np.low.join(" ")),
                                sentence.span(&np.name_toks),
                            ));
                        }
                        draft.cover(sentence, &np.toks, &Target::Pointer("/project/name".into()));
                    }
                    for n in toks.clone() {
                        let taste =
                            sentence.toks.get(n).is_some_and(|tok| lexicon().wishes.contains(&tok.low));
                        if !taste {
                            draft.cover(sentence, &(n..n + 1), &Target::Pointer("/project/type".into()));
                        }
                    }
                }
                Fact::Stack { key, value, toks } => {
                    let span = sentence.span(toks);
                    match *key {
                        "storage" => storage.take(value, span),
                        "framework" => frameworks.push((value.clone(), span)),
                        _ => languages.push((value.clone(), span)),
                    }
                    draft.cover(sentence, toks, &Target::Pointer(format!("/project/{key}")));
                }
                _ => {}
            }
        }
    }
    let mut origin = IndexMap::new();
    let mut src = IndexMap::new();
    if let Some((dialect, span)) = draft.dialect.clone() {
        storage.take(&dialect, Some(span));
    }
    let project_type = project_type(draft, &kind, generic, &mut origin, &mut src);
    let (language, framework) = match undecided(&languages, &frameworks) {
        Some(named) => {
            ask_language(draft, &named);
            (Said::default(), Said::default())
        }
        None => chosen(&languages, &frameworks),
    };
    let (language, framework) = frameless::settle(draft, intent, project_type, language, framework);
    let (language, framework) =
        stack(draft, intent, project_type, language, framework, &mut origin, &mut src);
    let storage = store(draft, project_type, storage, &mut origin, &mut src);
    let name = project_name(draft, project_type, name, place, &mut origin, &mut src);
    Project { name, kind: project_type, language, framework, storage, origin, src }
}

/// Languages that exclude each other, where nothing else says which one serves the data.
fn undecided(
    languages: &[(String, Option<Span>)],
    frameworks: &[(String, Option<Span>)],
) -> Option<Vec<(String, Option<Span>)>> {
    let mut named: Vec<(String, Option<Span>)> = Vec::new();
    for (value, span) in languages {
        let same = |(old, _): &(String, Option<Span>)| {
            old == value
                || [old, value].iter().all(|v| matches!(v.as_str(), "javascript" | "typescript" | "html"))
        };
        if !named.iter().any(same) {
            named.push((value.clone(), *span));
        }
    }
    let of =
        |framework: &str| lexicon().stack.frameworks.get(framework).and_then(|words| words.first()).cloned();
    let served = frameworks
        .iter()
        .filter(|(value, _)| !DRAWN.contains(&value.as_str()))
        .filter_map(|(value, _)| of(value))
        .any(|language| named.iter().any(|(value, _)| *value == language));
    (named.len() > 1 && !served).then_some(named)
}

fn ask_language(draft: &mut Draft, named: &[(String, Option<Span>)]) {
    let names: Vec<&str> = named.iter().map(|(value, _)| value.as_str()).collect();
    draft.ask(questions::new(
        QuestionKind::Conflict,
        "/project/language".to_owned(),
        format!("several languages are named: {}. Which one shall it be?", names.join(", ")),
        named.iter().filter_map(|(_, span)| *span).collect(),
        json!(names.first()),
        names.iter().map(|name| json!(name)).collect(),
        true,
    ));
}

/// Frameworks that draw a page rather than serve one.
pub(super) const DRAWN: &[&str] = &["react", "vue", "angular", "svelte"];

/// One language and one framework that fit each other, the first ones said where several do.
fn chosen(languages: &[(String, Option<Span>)], frameworks: &[(String, Option<Span>)]) -> (Said, Said) {
    let of =
        |framework: &str| lexicon().stack.frameworks.get(framework).and_then(|words| words.first()).cloned();
    let one = |(value, span): &(String, Option<Span>)| Said { value: Some(value.clone()), span: *span };
    let spoken = |language: &str| languages.iter().any(|(value, _)| value == language);
    let fits = |framework: &str| {
        let language = of(framework).unwrap_or_default();
        spoken(&language) || languages.is_empty()
    };
    // "React frontend, Express backend": what serves the data.
    let serving = |(value, _): &&(String, Option<Span>)| !DRAWN.contains(&value.as_str());
    let framework = frameworks
        .iter()
        .filter(serving)
        .find(|(value, _)| fits(value))
        .or_else(|| frameworks.iter().find(|(value, _)| fits(value)))
        .or_else(|| frameworks.iter().find(serving))
        .map_or_else(Said::default, one);
    let wanted = framework.value.as_deref().and_then(of);
    let language = languages
        .iter()
        .find(|(value, _)| wanted.as_ref() == Some(value))
        // "Node with NestJS" and "Node.js/TypeScript" are TypeScript.
        .or_else(|| {
            let script = languages.first().is_some_and(|(value, _)| value == "javascript");
            languages.iter().find(|(value, _)| script && value == "typescript")
        })
        .or_else(|| languages.first())
        .map_or_else(Said::default, one);
    match (&wanted, &language.value) {
        (Some(wanted), Some(said)) if wanted == "typescript" && said == "javascript" => {
            (Said { value: Some(wanted.clone()), ..language }, framework)
        }
        _ => (language, framework),
    }
}

/// From it on the words of a text that does not say what is built tell it.
const LIKELY: f32 = 0.5;
/// From it on they tell it where the first reading has another kind: of 1,492 requests that it read, it was wrong in
/// all 14 that were so.
const OTHERWISE: f32 = 0.9;

fn project_type(
    draft: &mut Draft,
    kind: &Said,
    generic: Option<Span>,
    origin: &mut IndexMap<String, Origin>,
    src: &mut IndexMap<String, Span>,
) -> ProjectType {
    let stated = match kind.value.as_deref() {
        Some("api") => Some(ProjectType::Api),
        Some("web_app") => Some(ProjectType::WebApp),
        Some("static_web") => Some(ProjectType::StaticWeb),
        Some("cli") => Some(ProjectType::Cli),
        Some("library") => Some(ProjectType::Library),
        Some("worker") => Some(ProjectType::Worker),
        Some("pipeline") => Some(ProjectType::Pipeline),
        Some("function") => Some(ProjectType::Function),
        Some("game") => Some(ProjectType::Game),
        Some("mobile") => {
            let question = questions::new(QuestionKind::Ambiguous, "/project/type".into(), "a mobile app itself is not something that can be built here: the API behind it, or a web app?".into(), Vec::new(), json!("api"), vec![json!("api"), json!("web_app")], true);
            draft.ask(question);
            Some(ProjectType::WebApp)
        }
        _ => None,
    };
    let read = draft.kind.map(|(kind, _)| kind).or(stated);
    let bound = if read.is_some() { OTHERWISE } else { LIKELY };
    if let Some((found, _)) =
        draft.likely_kind.filter(|(found, sure)| *sure >= bound && read.unwrap_or(ProjectType::Api) != *found)
    {
        origin.insert("type".into(), Origin::Inferred);
        draft.assume(
            format!("the kind of software is told by the words of the whole text: {}", found.as_str()),
            Some("/project/type".to_owned()),
            &["api", "web_app", "cli"],
        );
        return found;
    }
    if let Some((found, span)) = draft.kind.filter(|(found, _)| stated != Some(*found)) {
        origin.insert("type".into(), if span.is_some() { Origin::Stated } else { Origin::Inferred });
        src.extend(span.map(|span| ("type".to_owned(), span)));
        return found;
    }
    if let Some(found) = stated {
        origin.insert("type".into(), Origin::Stated);
        if let Some(span) = kind.span {
            src.insert("type".into(), span);
        }
        return found;
    }
    if let Some(span) = generic {
        src.insert("type".into(), span);
    }
    origin.insert("type".into(), Origin::Default);
    draft.assume(
        "the kind of software is not stated: an HTTP API over the data",
        Some("/project/type".to_owned()),
        &["web_app", "cli"],
    );
    ProjectType::Api
}

fn stack(
    draft: &mut Draft,
    intent: &Intent,
    kind: ProjectType,
    language: Said,
    framework: Said,
    origin: &mut IndexMap<String, Origin>,
    src: &mut IndexMap<String, Span>,
) -> (Option<String>, Option<String>) {
    let lexicon = &lexicon().stack;
    let language_of =
        |framework: &str| lexicon.frameworks.get(framework).and_then(|words| words.first()).cloned();
    let mut chosen_language = language.value.clone();
    let mut chosen_framework = framework.value.clone();
    if chosen_language.is_some() {
        origin.insert("language".into(), Origin::Stated);
        src.extend(language.span.map(|span| ("language".to_owned(), span)));
    }
    if chosen_framework.is_some() {
        origin.insert("framework".into(), Origin::Stated);
        src.extend(framework.span.map(|span| ("framework".to_owned(), span)));
    }
    if let (None, Some(framework)) = (&chosen_language, &chosen_framework) {
        chosen_language = language_of(framework);
        origin.insert("language".into(), Origin::Inferred);
    }
    if let Some(stated) = intent.framework.as_ref().filter(|f| !f.is_empty()) {
        let value = stated.to_lowercase();
        if intent.language.is_none()
            && let Some(of) = language_of(&value)
        {
            chosen_language = Some(of);
            origin.insert("language".into(), Origin::Inferred);
            src.shift_remove("language");
        }
        chosen_framework = Some(value);
        origin.insert("framework".into(), Origin::Confirmed);
        src.shift_remove("framework");
    }
    if let Some(stated) = intent.language.as_ref().filter(|l| !l.is_empty()) {
        let low = stated.to_lowercase();
        let value = lexicon
            .languages
            .iter()
            .find(|(name, words)| **name == low || words.contains(&low))
            .map_or(low, |(name, _)| name.clone());
        if chosen_language.as_ref() != Some(&value) && intent.framework.is_none() {
            chosen_framework = chosen_framework.filter(|f| language_of(f).as_ref() == Some(&value));
            if chosen_framework.is_none() {
                origin.shift_remove("framework");
                src.shift_remove("framework");
            }
        }
        chosen_language = Some(value);
        origin.insert("language".into(), Origin::Confirmed);
        src.shift_remove("language");
    }
    let default_language =
        if kind == ProjectType::StaticWeb || kind == ProjectType::Game { "javascript" } else { "python" };
    let assumed_language = chosen_language.is_none();
    let language = chosen_language.unwrap_or_else(|| default_language.to_owned());
    if assumed_language {
        origin.insert("language".into(), Origin::Default);
    }
    let served = matches!(kind, ProjectType::Api | ProjectType::WebApp);
    if chosen_framework.is_none() && served {
        chosen_framework = lexicon.defaults.get(&language).cloned();
        origin.insert("framework".into(), Origin::Default);
    }
    let shown = chosen_framework
        .clone()
        .map_or_else(|| language.clone(), |framework| format!("{language} with {framework}"));
    if assumed_language {
        draft.assume(
            format!("language not stated: {shown}"),
            Some("/project/language".to_owned()),
            &["javascript/express", "go/gin"],
        );
    } else if served && origin.get("framework") == Some(&Origin::Default) {
        draft.assume(
            format!("framework not stated: {shown}"),
            Some("/project/framework".to_owned()),
            &["another framework"],
        );
    }
    (Some(language), chosen_framework)
}

fn store(
    draft: &mut Draft,
    kind: ProjectType,
    storage: Said,
    origin: &mut IndexMap<String, Origin>,
    src: &mut IndexMap<String, Span>,
) -> Option<String> {
    if let Some(value) = storage.value {
        origin.insert("storage".into(), Origin::Stated);
        src.extend(storage.span.map(|span| ("storage".to_owned(), span)));
        return Some(value);
    }
    if !matches!(kind, ProjectType::Api | ProjectType::WebApp) {
        return None;
    }
    origin.insert("storage".into(), Origin::Default);
    draft.assume("storage not stated: SQLite", Some("/project/storage".to_owned()), &["postgres", "mysql"]);
    Some("sqlite".to_owned())
}

fn project_name(
    draft: &Draft,
    kind: ProjectType,
    called: Said,
    place: Option<(String, Option<Span>)>,
    origin: &mut IndexMap<String, Origin>,
    src: &mut IndexMap<String, Span>,
) -> String {
    let suffix = match kind {
        ProjectType::Api => "-api",
        ProjectType::WebApp => "-web",
        _ => "",
    };
    if let Some(name) = called.value.as_deref().and_then(words::kebab).filter(|name| valid(name)) {
        origin.insert("name".into(), Origin::Stated);
        src.extend(called.span.map(|span| ("name".to_owned(), span)));
        return name;
    }
    if let Some((name, span)) = place.and_then(|(name, span)| words::kebab(&name).map(|name| (name, span))) {
        let full = format!("{name}{suffix}");
        if valid(&full) {
            origin.insert("name".into(), Origin::Inferred);
            src.extend(span.map(|span| ("name".to_owned(), span)));
            return full;
        }
    }
    origin.insert("name".into(), Origin::Default);
    let first = draft
        .entities
        .keys()
        .next()
        .and_then(|entity| words::kebab(entity))
        .map(|name| format!("{name}{suffix}"))
        .filter(|name| valid(name));
    first.unwrap_or_else(|| "project".to_owned())
}

pub fn valid(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// What a deletion does where nobody said.
pub fn relations(draft: &mut Draft) {
    let mut assumed = Vec::new();
    let mut rooted = Vec::new();
    for (index, relation) in draft.relations.iter_mut().enumerate() {
        // The first of its kind has nothing to point to: a parent page, a manager.
        if relation.from == relation.to && relation.required == Some(true) {
            relation.required = Some(false);
            rooted.push((index, relation.from.clone()));
        }
        if relation.kind != domain::spec::RelationKind::ManyToMany && relation.on_delete.is_none() {
            relation.on_delete = Some(OnDelete::Restrict);
            assumed.push((index, relation.from.clone(), relation.to.clone()));
        }
    }
    for (index, from, to) in open_cycles(draft) {
        draft.assume(
            format!("{from} and {to} would each need the other first: the key of {from} is optional"),
            Some(format!("/relations/{index}/required")),
            &[],
        );
    }
    for (index, from, to) in assumed {
        draft.assume(
            format!("{to} cannot be deleted while {from} records point to it"),
            Some(format!("/relations/{index}/on_delete")),
            &["cascade", "set_null"],
        );
    }
    for (index, name) in rooted {
        draft.assume(
            format!("the first {name} points to no other one: the key is optional"),
            Some(format!("/relations/{index}/required")),
            &[],
        );
    }
}

/// Keys that come back to where they began leave no record that can be made first: the last one said
/// on such a way may be missing.
fn open_cycles(draft: &mut Draft) -> Vec<(usize, String, String)> {
    let needed = |relation: &domain::spec::Relation| {
        relation.kind != domain::spec::RelationKind::ManyToMany && relation.required != Some(false)
    };
    let mut opened = Vec::new();
    for index in 0..draft.relations.len() {
        let Some(relation) = draft.relations.get(index).filter(|r| needed(r)).cloned() else { continue };
        let earlier: Vec<(String, String)> = draft
            .relations
            .iter()
            .take(index)
            .filter(|r| needed(r))
            .map(|r| (r.from.clone(), r.to.clone()))
            .collect();
        let mut reached = vec![relation.to.clone()];
        let mut at = 0;
        while let Some(here) = reached.get(at).cloned() {
            for (_, to) in earlier.iter().filter(|(from, _)| *from == here) {
                if !reached.contains(to) {
                    reached.push(to.clone());
                }
            }
            at += 1;
        }
        if reached.contains(&relation.from) && relation.from != relation.to {
            if let Some(relation) = draft.relations.get_mut(index) {
                relation.required = Some(false);
            }
            opened.push((index, relation.from, relation.to));
        }
    }
    opened
}

/// What only the other fields of a thing, or the thing itself, tell of a field that its name leaves open.
pub fn settle_types(draft: &mut Draft) {
    let roles = &lexicon().roles;
    let names: Vec<String> = draft.entities.keys().cloned().collect();
    for name in names {
        let Some(record) = draft.entities.get_mut(&name) else { continue };
        let has = |fields: &IndexMap<String, domain::spec::Field>, wanted: &[&str]| {
            fields.keys().any(|field| wanted.contains(&field.as_str()))
        };
        let opens = has(&record.fields, &["opening_time", "opens", "opening", "opens_at", "open_time"]);
        let keyed = has(&record.fields, &["key", "setting"]);
        let hosted = has(&record.fields, &["host", "hostname", "host_name", "ip", "ip_address", "protocol"]);
        let measured = has(&record.fields, &["unit", "units"]);
        let last = super::finish::spaced(&name);
        let last = last.rsplit(' ').next().unwrap_or_default().to_owned();
        let person =
            roles.contains(&last) || matches!(last.as_str(), "player" | "person" | "applicant" | "candidate");
        let reading =
            matches!(last.as_str(), "reading" | "measurement" | "sample" | "metric" | "observation");
        // What has a width or lies in the water is long in metres.
        let bodily = has(
            &record.fields,
            &["width", "height", "weight", "depth", "draft", "beam", "diameter", "girth", "thickness"],
        ) || super::finish::spaced(&name).split(' ').any(|word| {
            matches!(
                word,
                "boat"
                    | "ship"
                    | "yacht"
                    | "vessel"
                    | "berth"
                    | "trail"
                    | "pipe"
                    | "cable"
                    | "rope"
                    | "fish"
                    | "snake"
            )
        });
        let weekly = has(&record.fields, &["weekday", "day_of_week", "week_day"]);
        let dated = weekly || has(&record.fields, &["date", "day"]);
        let stop = matches!(
            last.as_str(),
            "stop" | "halt" | "station" | "platform" | "timetable" | "route" | "line"
        );
        let typed = |field: &str| draft.typed.contains_key(&(name.clone(), field.to_owned()));
        for (field, known) in &mut record.fields {
            let becomes = match (field.as_str(), known.ql_type) {
                // A shop opens and closes each day; a poll closes once.
                ("closing_time", FieldType::Time) if !opens => FieldType::DateTime,
                ("length", FieldType::Duration) if bodily => FieldType::Decimal,
                // On a day that is told apart: a time of that day.
                ("start_time" | "end_time" | "from_time" | "to_time", FieldType::DateTime) if dated => {
                    FieldType::Time
                }
                // A bus stops there every day; who is picked up once has a day as well.
                (
                    "pick_up_time" | "pickup_time" | "drop_off_time" | "departure_time" | "arrival_time",
                    FieldType::DateTime,
                ) if dated || stop => FieldType::Time,
                (
                    "from" | "to" | "start" | "end" | "starts_at" | "ends_at" | "until",
                    FieldType::DateTime,
                ) if weekly => FieldType::Time,
                // What somebody plays or is employed as.
                ("position", FieldType::Integer) if person && known.maximum.is_none() => FieldType::String,
                // Of a server, and no harbour.
                ("port", FieldType::String) if hosted => FieldType::Integer,
                ("value", FieldType::String) if measured || reading => FieldType::Decimal,
                // Of a setting, whose key says what it is.
                ("value", FieldType::Decimal) if keyed => FieldType::String,
                _ => continue,
            };
            if typed(field) {
                continue;
            }
            let told = types::of(becomes);
            known.json_type = told.json_type;
            known.format = told.format;
            known.minimum = told.minimum;
            (known.ql_type, known.min_length, known.max_length) = (becomes, told.min_length, told.max_length);
        }
    }
}

/// Entities that were named without any field.
pub fn empty_entities(draft: &mut Draft, sentences: &[Sentence]) {
    // "todo api with tags": what else the thing is made of, its name alone does not say.
    let bare = |name: &String, e: &domain::spec::Entity| {
        let known = lexicon().proposals.get(&super::finish::spaced(name));
        let named = |field: &String| {
            let ends = ["name", "title", "number", "code", "email", "text", "body", "content", "description"];
            ends.iter().any(|end| field.ends_with(end))
        };
        e.rule.as_deref() == Some("G4.topic")
            && known.is_some()
            && e.fields.len() <= 3
            && !e.fields.keys().any(named)
            && !draft.relations.iter().any(|r| r.from == *name)
    };
    let keyed: Vec<String> = draft
        .entities
        .iter()
        .filter(|(name, e)| e.fields.is_empty() || bare(name, e))
        .map(|(name, _)| name.clone())
        .collect();
    for name in keyed {
        let has_keys = draft.relations.iter().filter(|r| r.from == name).count();
        // Two keys and nothing else join two things: that is whole.
        if has_keys >= 2 {
            continue;
        }
        let spaced = super::finish::spaced(&name);
        let proposal = lexicon()
            .proposals
            .get(&spaced)
            .or_else(|| spaced.rsplit(' ').next().and_then(|head| lexicon().proposals.get(head)))
            .cloned()
            .unwrap_or_else(|| vec!["name".to_owned()]);
        let stated = draft.entities.get(&name).map(|e| e.fields.clone()).unwrap_or_default();
        let proposal: Vec<String> = proposal
            .into_iter()
            .filter(|line| {
                let field = line.trim_end_matches(" optional").trim_end_matches(" flag").replace(' ', "_");
                !stated.contains_key(&field)
            })
            .collect();
        let pointer = format!("/entities/{name}/fields");
        let keys = if has_keys > 0 { " of its own" } else { "" };
        let keys = if stated.is_empty() { keys.to_owned() } else { " but the added ones".to_owned() };
        let text = format!("{spaced}: no fields{keys} are stated. Proposed: {}", proposal.join(", "));
        let question = questions::new(
            QuestionKind::Missing,
            pointer,
            text,
            Vec::new(),
            json!(proposal),
            vec![json!(proposal.join(", ")), json!("other fields, as a list: title, price optional, …")],
            true,
        );
        let id = draft.ask(question);
        // The words that named it now wait for the answer, unless another fact has them.
        let target = Target::Pointer(format!("/entities/{name}"));
        let mut spans = Vec::new();
        for sentence in sentences {
            for tok in sentence.toks.iter().filter(|tok| tok.content) {
                if draft.cover.get(&(sentence.text, tok.start)) == Some(&target) {
                    spans.push(Span { start: tok.start, end: tok.end, attachment: sentence.text });
                }
            }
        }
        let src: Vec<Span> = spans.into_iter().take(1).collect();
        for span in &src {
            draft.cover.insert((span.attachment, span.start), Target::Question(id.clone()));
        }
        if let Some(question) = draft.questions.iter_mut().find(|q| q.id == id) {
            question.src = src;
        }
    }
}

/// What a key points to is stored too, though nobody described it: the question about its fields follows.
pub fn targets(draft: &mut Draft) {
    let missing: Vec<(String, Option<domain::Span>)> = draft
        .relations
        .iter()
        .filter(|r| r.to != "User" && !draft.entities.contains_key(&r.to))
        .map(|r| (r.to.clone(), r.src))
        .collect();
    for (name, src) in missing {
        draft
            .names
            .entry(words::snake(&name).unwrap_or_default().replace('_', " "))
            .or_insert_with(|| name.clone());
        draft.entities.entry(name).or_insert(domain::spec::Entity {
            origin: Some(domain::Origin::Stated),
            src,
            rule: Some("G3.target".to_owned()),
            ..domain::spec::Entity::default()
        });
    }
}

//! Answers: what a person decided, by question id; and the edited spec, which is the same in bulk.
//!
//! An answered question stays in the spec with its answer, so that it is not asked twice.

use domain::{
    Origin, Spec,
    intent::Intent,
    spec::{Effect, ProjectType, Question, QuestionKind, SET_ASIDE},
};
use serde_json::{Value, json};

use crate::{
    answers_fields as into_fields,
    assemble::{apart, defaults, owners, permits},
    english::lexicon::lexicon,
    error::Error,
    questions::{self, short},
    reader::RulesReader,
    restated::{self, Said},
};

/// Applies the answers given now, those remembered, and accepted proposals, in this order of weight.
/// What was said anew in answers is in the spec already; a question may be gone by it.
pub fn apply(spec: &mut Spec, intent: &Intent, said: &[Said]) -> Result<(), Error> {
    let known: Vec<String> = spec.open_questions.iter().map(|q| q.id.clone()).collect();
    let answered = |id: &String| known.contains(id) || said.iter().any(|one| one.question == *id);
    if let Some(id) = intent.answers.keys().find(|id| !answered(id)) {
        return Err(Error::UnknownQuestion { id: id.clone(), known });
    }
    for index in 0..spec.open_questions.len() {
        let Some(question) = spec.open_questions.get(index).cloned() else { continue };
        let given = intent.answers.get(&question.id).or_else(|| intent.remembered.get(&question.id));
        let value = match given {
            Some(value) => chosen(&question, value),
            None if intent.accept_proposals && is_accepted(&question) => question.proposal.clone(),
            None => continue,
        };
        if restated::is_said(said, &question.id, &value) {
            spoken_anew(spec, &question);
        } else {
            decide(spec, &question, &value)?;
        }
        if let Some(question) = spec.open_questions.get_mut(index) {
            question.answer = Some(value);
            question.by_proposal = given.is_none();
        }
    }
    nothing_left(spec);
    Ok(())
}

/// Whether the proposal may be taken unseen. What the software stores where nothing was named at all is an example of an
/// answer: taken unseen it would be all that is built, and made up.
fn is_accepted(question: &Question) -> bool {
    !question.proposal.is_null() && question.pointer.as_deref() != Some("/entities")
}

/// Where every answer left something out, nothing remains that could be built, let alone proven.
fn nothing_left(spec: &mut Spec) {
    let data = matches!(spec.project.kind, ProjectType::Api | ProjectType::WebApp);
    if !data || !spec.entities.is_empty() || spec.blocking().next().is_some() {
        return;
    }
    match spec.open_questions.iter_mut().find(|q| q.pointer.as_deref() == Some("/entities")) {
        Some(question) => {
            question.answer = None;
            question.by_proposal = false;
            question.blocking = true;
        }
        None => spec.open_questions.push(questions::nothing_to_store(Vec::new())),
    }
}

/// `yes` is the proposal, a number or an option's words are that option, anything else is itself.
pub fn chosen(question: &Question, given: &Value) -> Value {
    let Some(text) = given.as_str().map(str::trim) else {
        let by_index = given
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .and_then(|n| n.checked_sub(1))
            .and_then(|n| question.options.get(n));
        return by_index.cloned().unwrap_or_else(|| given.clone());
    };
    if matches!(text.to_lowercase().as_str(), "yes" | "y" | "ok" | "okay" | "agreed" | "accept")
        && !question.proposal.is_null()
    {
        return question.proposal.clone();
    }
    if let Some(option) =
        question.options.iter().find(|option| option.as_str().is_some_and(|o| o.eq_ignore_ascii_case(text)))
    {
        return option.clone();
    }
    if let Some(option) =
        text.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).and_then(|n| question.options.get(n))
    {
        return option.clone();
    }
    serde_json::from_str(text)
        .ok()
        .filter(|value: &Value| value.is_array() || value.is_object())
        .unwrap_or_else(|| json!(text))
}

/// The parts of a question's pointer.
fn parts(question: &Question) -> Vec<&str> {
    question.pointer.as_deref().unwrap_or_default().split('/').skip(1).collect()
}

fn decide(spec: &mut Spec, question: &Question, value: &Value) -> Result<(), Error> {
    let unfit = |reason: &str| Error::AnswerDoesNotFit { id: question.id.clone(), reason: reason.to_owned() };
    match (question.kind, parts(question).as_slice()) {
        (QuestionKind::Missing, ["entities"]) => {
            into_fields::entities(spec, &listed(value)).map_err(|reason| unfit(&reason))
        }
        (QuestionKind::Missing, ["entities", entity, "fields"]) => {
            into_fields::fields(spec, entity, &listed(value)).map_err(|reason| unfit(&reason))
        }
        (QuestionKind::Missing | QuestionKind::Ambiguous, ["entities", entity, "fields", field]) => {
            into_fields::unknown(spec, entity, field, value);
            Ok(())
        }
        (QuestionKind::Conflict, ["entities", entity, "fields", field, what]) => {
            into_fields::settle(spec, entity, field, what, value.as_str().unwrap_or_default())
                .map_err(|reason| unfit(&reason))
        }
        (QuestionKind::Conflict, ["auth", "scheme"]) => {
            if value.as_str() == Some("no accounts")
                && let Some(auth) = &mut spec.auth
            {
                auth.scheme = "none".to_owned();
                auth.roles.clear();
                auth.permissions.retain(|p| p.effect == Effect::Deny && p.roles.is_empty());
                auth.origin = Some(Origin::Confirmed);
            }
            Ok(())
        }
        (QuestionKind::Conflict, ["auth", "permissions", entity, op, "only"]) => {
            if value.as_str().is_some_and(|chosen| chosen.starts_with("only ")) {
                keep_to_them(spec, entity, op);
            }
            Ok(())
        }
        (QuestionKind::Ambiguous, ["auth", "own", entity, role]) => {
            if value.as_str() == Some(owners::BY_MAKER) {
                owners::by_maker(spec, entity, role);
            }
            Ok(())
        }
        (QuestionKind::Ambiguous, ["operations", id]) => {
            if value.as_str() == Some(apart::LEAVE_OUT)
                && let Some(index) = spec.operations.iter().position(|op| op.id == *id)
            {
                spec.operations.remove(index);
                take_out(spec, "operations", index, &question.id);
            }
            Ok(())
        }
        // Of two rules that cannot both hold, the other one goes.
        (QuestionKind::Conflict, ["rules", entity, _]) => {
            let gone = question.options.iter().find(|option| *option != value).and_then(Value::as_str);
            if let Some(index) = spec
                .rules
                .iter()
                .position(|rule| rule.entity.as_deref() == Some(*entity) && Some(rule.text.as_str()) == gone)
            {
                spec.rules.remove(index);
                take_out(spec, "rules", index, &question.id);
            }
            Ok(())
        }
        (QuestionKind::RuleNotFormalised, ["rules", _]) => {
            if value.as_str() == Some(SET_ASIDE) {
                spoken_anew(spec, question);
            }
            Ok(())
        }
        (_, ["project", "type"]) => {
            let kind =
                serde_json::from_value(value.clone()).map_err(|_| unfit("it names no type of project"))?;
            spec.project.kind = kind;
            spec.project.origin.insert("type".to_owned(), Origin::Confirmed);
            Ok(())
        }
        (_, ["project", "language"]) => {
            built_with(spec, value.as_str(), None);
            Ok(())
        }
        (_, ["project", "framework"]) => {
            built_with(spec, None, value.as_str());
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A language, with the framework that serves in it unless the one that is there does; or a framework, with its language.
fn built_with(spec: &mut Spec, language: Option<&str>, framework: Option<&str>) {
    let stack = &lexicon().stack;
    let of = |framework: &str| stack.frameworks.get(framework).and_then(|words| words.first()).cloned();
    let project = &mut spec.project;
    if let Some(named) = language.map(str::to_lowercase) {
        if project.framework.as_deref().and_then(of).as_ref() != Some(&named) {
            project.framework = project.framework.as_ref().and_then(|_| stack.defaults.get(&named)).cloned();
        }
        project.language = Some(named);
        project.origin.insert("language".to_owned(), Origin::Confirmed);
    }
    if let Some(named) = framework.map(str::to_lowercase) {
        project.language = of(&named).or_else(|| project.language.take());
        project.framework = Some(named);
        project.origin.insert("framework".to_owned(), Origin::Confirmed);
    }
}

/// A rule that is only text goes: it was set aside, or said in words that are read instead.
fn spoken_anew(spec: &mut Spec, question: &Question) {
    if let ["rules", digest] = parts(question).as_slice()
        && let Some(index) =
            spec.rules.iter().position(|rule| rule.kind == "other" && short(&rule.text) == *digest)
    {
        spec.rules.remove(index);
        take_out(spec, "rules", index, &question.id);
    }
}

/// Of who alone may and who may too, the latter may not: reading one and reading all are one right.
fn keep_to_them(spec: &mut Spec, entity: &str, op: &str) {
    let Some(auth) = &mut spec.auth else { return };
    let of = |p: &domain::spec::Permission| {
        p.effect == Effect::Allow
            && p.entity.as_deref() == Some(entity)
            && p.ops.iter().any(|named| named == op)
    };
    let only = |p: &domain::spec::Permission| permits::is_only(p);
    let kept: Vec<String> =
        auth.permissions.iter().filter(|p| of(p) && only(p)).flat_map(|p| p.roles.clone()).collect();
    let gone: &[&str] = if matches!(op, "read" | "list") { &["read", "list"] } else { &[op] };
    for permission in auth.permissions.iter_mut() {
        let stated = permission.origin == Some(Origin::Stated);
        if stated && of(permission) && !only(permission) && permission.condition.is_none() {
            permission.roles.retain(|role| kept.contains(role) || role == "admin");
            if permission.roles.is_empty() {
                permission.roles = kept.clone();
                permission.ops.retain(|named| gone.contains(&named.as_str()));
            }
        }
    }
}

/// The words of an entry that is gone went to the question that took it out; those behind it move up.
fn take_out(spec: &mut Spec, list: &str, gone: usize, question: &str) {
    let prefix = format!("/{list}/");
    let moved = |pointer: &str| -> Option<String> {
        let rest = pointer.strip_prefix(&prefix)?;
        let (number, tail) =
            rest.split_once('/').map_or((rest, String::new()), |(n, tail)| (n, format!("/{tail}")));
        let at: usize = number.parse().ok()?;
        match at.cmp(&gone) {
            std::cmp::Ordering::Less => None,
            std::cmp::Ordering::Equal => Some(question.to_owned()),
            std::cmp::Ordering::Greater => Some(format!("{prefix}{}{tail}", at - 1)),
        }
    };
    let mut words = spec.coverage.words.clone();
    for word in &mut words {
        if let Some(by) = word.by.as_deref().and_then(moved) {
            word.by = Some(by);
        }
    }
    spec.coverage = domain::spec::Coverage::counted(words);
    for assumption in &mut spec.assumptions {
        if let Some(path) = assumption.path.as_deref().and_then(moved) {
            assumption.path = path.starts_with('/').then_some(path);
        }
    }
}

/// A list of fields as one text.
fn listed(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `--spec FILE`: the text is read again; what differs from that reading was decided by a person.
///
/// Errors: an answer that does not fit, an edit that breaks the document.
pub fn edited(reader: &RulesReader, intent: &Intent, edited: &Spec) -> Result<Spec, Error> {
    // Answers that stand in the edited document count as given.
    let mut again = Intent {
        text: edited.source.intent.clone(),
        spec: None,
        answers: Default::default(),
        ..intent.clone()
    };
    let first = reader.read_text(&again)?;
    for question in &edited.open_questions {
        if let (Some(answer), true) =
            (&question.answer, first.open_questions.iter().any(|q| q.id == question.id))
        {
            again.answers.insert(question.id.clone(), answer.clone());
        }
    }
    again.answers.extend(intent.answers.clone());
    again.remembered.clear();
    let read = reader.spec_of(&again)?;
    let mut spec = edited.clone();
    check(&spec)?;
    confirm_project(&mut spec, &read);
    confirm_entities(&mut spec, &read);
    for relation in &mut spec.relations {
        match read
            .relations
            .iter()
            .find(|old| old.from == relation.from && old.to == relation.to && old.field == relation.field)
        {
            Some(old)
                if old.kind == relation.kind
                    && old.required == relation.required
                    && old.on_delete == relation.on_delete =>
            {
                *relation = old.clone()
            }
            _ => relation.origin = Some(Origin::Confirmed),
        }
    }
    for operation in &mut spec.operations {
        let mut plain = operation.clone();
        if let Some(old) = read.operations.iter().find(|old| old.id == operation.id) {
            (plain.origin, plain.src, plain.rule) = (old.origin, old.src, old.rule.clone());
            if plain == *old {
                *operation = plain;
                continue;
            }
        }
        operation.origin = Some(Origin::Confirmed);
    }
    for rule in &mut spec.rules {
        match read.rules.iter().find(|old| {
            old.kind == rule.kind
                && old.entity == rule.entity
                && old.params == rule.params
                && old.status == rule.status
                && old.text == rule.text
        }) {
            Some(old) => *rule = domain::spec::Rule { id: rule.id.clone(), ..old.clone() },
            None => rule.origin = Some(Origin::Confirmed),
        }
    }
    if let Some(auth) = &mut spec.auth {
        let old = read.auth.as_ref();
        auth.origin = if old.is_some_and(|old| old.scheme == auth.scheme) {
            old.and_then(|old| old.origin)
        } else {
            Some(Origin::Confirmed)
        };
        for permission in &mut auth.permissions {
            let same = old.and_then(|old| {
                old.permissions.iter().find(|p| {
                    p.effect == permission.effect
                        && p.roles == permission.roles
                        && p.ops == permission.ops
                        && p.entity == permission.entity
                        && p.condition == permission.condition
                })
            });
            match same {
                Some(old) => *permission = old.clone(),
                None => permission.origin = Some(Origin::Confirmed),
            }
        }
    }
    spec.source = read.source.clone();
    still_asked(&mut spec, &read, &intent.answers);
    coverage(&mut spec, &read);
    apply_rest(&mut spec, intent)?;
    Ok(spec)
}

/// What an edit must not break.
fn check(spec: &Spec) -> Result<(), Error> {
    let unfit = |reason: String| Err(Error::SpecDoesNotFit { reason });
    if !defaults::valid(&spec.project.name) {
        return unfit(format!("`{}` is no project name", spec.project.name));
    }
    for relation in &spec.relations {
        for end in [&relation.from, &relation.to] {
            if end != "User" && !spec.entities.contains_key(end) {
                return unfit(format!("a relation names `{end}`, which is no entity"));
            }
        }
    }
    for operation in &spec.operations {
        if let Some(entity) = operation.entity.as_ref().filter(|entity| !spec.entities.contains_key(*entity))
        {
            return unfit(format!("operation {} names `{entity}`, which is no entity", operation.id));
        }
    }
    Ok(())
}

fn confirm_project(spec: &mut Spec, read: &Spec) {
    let (new, old) = (spec.project.clone(), &read.project);
    spec.project.origin = old.origin.clone();
    spec.project.src = old.src.clone();
    for (key, differs) in [
        ("name", new.name != old.name),
        ("type", new.kind != old.kind),
        ("language", new.language != old.language),
        ("framework", new.framework != old.framework),
        ("storage", new.storage != old.storage),
    ] {
        if differs {
            spec.project.origin.insert(key.to_owned(), Origin::Confirmed);
            spec.project.src.shift_remove(key);
        }
    }
}

fn confirm_entities(spec: &mut Spec, read: &Spec) {
    for (name, entity) in &mut spec.entities {
        let old = read.entities.get(name);
        match old {
            Some(old) => (entity.origin, entity.src, entity.rule) = (old.origin, old.src, old.rule.clone()),
            None => entity.origin = Some(Origin::Confirmed),
        }
        for (field_name, field) in &mut entity.fields {
            let before = old.and_then(|old| old.fields.get(field_name));
            let mut plain = field.clone();
            if let Some(before) = before {
                (plain.origin, plain.src, plain.rule) = (before.origin, before.src, before.rule.clone());
                if plain == *before {
                    *field = plain;
                    continue;
                }
            }
            field.origin = Some(Origin::Confirmed);
        }
    }
}

/// The questions of the reading, minus those that the edit settles: a value at their place differs.
fn still_asked(spec: &mut Spec, read: &Spec, said: &indexmap::IndexMap<String, Value>) {
    let (new, old) =
        (serde_json::to_value(&*spec).unwrap_or_default(), serde_json::to_value(read).unwrap_or_default());
    let taken = std::mem::replace(&mut spec.open_questions, read.open_questions.clone());
    for question in spec.open_questions.iter_mut().filter(|q| !said.contains_key(&q.id)) {
        let is_taken = |one: &Question| {
            one.by_proposal && one.id == question.id && one.answer.as_ref() == Some(&question.proposal)
        };
        question.by_proposal = taken.iter().any(is_taken);
    }
    for question in spec.open_questions.iter_mut().filter(|q| q.answer.is_none()) {
        let pointer = question.pointer.clone().unwrap_or_default();
        let place = |root: &Value| root.pointer(&pointer).cloned();
        let near = pointer
            .rsplit_once('/')
            .map(|(parent, _)| parent.to_owned())
            .filter(|parent| parent.matches('/').count() >= 4)
            .unwrap_or_else(|| pointer.clone());
        let edited = place(&new) != place(&old) || new.pointer(&near) != old.pointer(&near);
        if edited {
            question.answer = Some(json!("edited"));
        }
    }
}

/// Words whose fact the edit took out now point to the text itself.
fn coverage(spec: &mut Spec, read: &Spec) {
    let (new, old) =
        (serde_json::to_value(&*spec).unwrap_or_default(), serde_json::to_value(read).unwrap_or_default());
    let mut words = read.coverage.words.clone();
    for word in &mut words {
        let Some(by) = word.by.clone().filter(|by| by.starts_with('/')) else { continue };
        let mut segments = by.split('/').skip(1);
        let listed = matches!(segments.next(), Some("relations" | "operations" | "rules" | "nfr"))
            || by.starts_with("/auth/permissions/");
        let same = new.pointer(&by).is_some() && (!listed || new.pointer(&by) == old.pointer(&by));
        if !same {
            word.by = Some("/source/intent".to_owned());
        }
    }
    spec.coverage = domain::spec::Coverage::counted(words);
}

/// Language and framework given on the command line win over the edited file too.
fn apply_rest(spec: &mut Spec, intent: &Intent) -> Result<(), Error> {
    for (key, value) in [("language", &intent.language), ("framework", &intent.framework)] {
        if let Some(value) = value {
            match key {
                "language" => spec.project.language = Some(value.to_lowercase()),
                _ => spec.project.framework = Some(value.to_lowercase()),
            }
            spec.project.origin.insert(key.to_owned(), Origin::Confirmed);
        }
    }
    Ok(())
}

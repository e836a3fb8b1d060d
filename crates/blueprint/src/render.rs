//! Fills templates. Rust computes, templates print.
//!
//! Templates ask `keep(pointer, layer)` before they print what enforces a fact. That one
//! question makes mutants (the answer is no for one) and the list of them (all that were asked).

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use domain::{
    ProjectPath,
    project::{FileKind, Part, PlannedFile, ProjectFile, Tree},
};
use minijinja::{Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde};

use crate::{
    Error, Model,
    abreast::abreast,
    blueprint::{self, Blueprint, FileRule},
    format,
    model::{Entity, Storage},
    tidy,
};

/// What stays out of the code: the requirement at a pointer, at one layer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cut {
    pub pointer: String,
    pub layer: String,
}

/// One blueprint, ready to print.
pub(crate) struct Renderer {
    pub blueprint: Blueprint,
    env: Environment<'static>,
}

impl Renderer {
    pub(crate) fn new(blueprint: Blueprint) -> Result<Self, Error> {
        let mut env = Environment::new();
        env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
        env.set_syntax(syntax.build().map_err(|e| blueprint.broken("syntax", e))?);
        env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        format::install(&mut env);
        let reserved = blueprint.reserved.clone();
        env.add_filter("ident", move |name: String| identifier(&reserved, name));
        let prefix = format!("{}/", blueprint.id);
        for path in blueprint::Folder::iter() {
            let Some(name) = path.strip_prefix(&prefix).filter(|n| n.ends_with(".j2")) else { continue };
            let source = blueprint::text(&path).unwrap_or_default();
            env.add_template_owned(name.to_owned(), source).map_err(|e| blueprint.broken(name, e))?;
        }
        Ok(Self { blueprint, env })
    }

    /// Every file of the code parts that the model leads to, sorted by path.
    pub(crate) fn structure(&self, model: &Model) -> Result<Vec<PlannedFile>, Error> {
        let mut files = Vec::new();
        for (rule, entity) in self.rules(model) {
            let path = self.path(rule, entity)?;
            let purpose = rule.purpose.replace("{entity}", entity.map_or("", |e| &e.label_plural));
            files.push(PlannedFile { path, part: rule.part, purpose });
        }
        let made = [
            ("openapi.json", Part::Code, "the API as a document"),
            ("requirements.txt", Part::Dependencies, "dependencies that the project names"),
            (self.blueprint.lock_file.as_str(), Part::Dependencies, "every dependency, pinned with hashes"),
            (self.blueprint.run_lock_file.as_str(), Part::Dependencies, "the same without what tests need"),
        ];
        for (path, part, purpose) in made {
            files.push(PlannedFile { path: self.project_path(path)?, part, purpose: purpose.to_owned() });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    pub(crate) fn render(&self, model: &Model, part: Part, cut: Option<&Cut>) -> Result<Tree, Error> {
        self.run(model, part, cut).map(|(tree, _)| tree)
    }

    /// Every fact and layer that the code's templates asked for.
    pub(crate) fn asked(&self, model: &Model) -> Result<BTreeSet<Cut>, Error> {
        self.run(model, Part::Code, None).map(|(_, asked)| asked)
    }

    fn run(&self, model: &Model, part: Part, cut: Option<&Cut>) -> Result<(Tree, BTreeSet<Cut>), Error> {
        let asked: Arc<Mutex<BTreeSet<Cut>>> = Arc::default();
        let keep = keep(model, asked.clone(), cut.cloned());
        let shared = context! {
            model => Value::from(Serde(model)),
            features => Value::from(Serde(features(model))),
            commands => Value::from(Serde(crate::plan::commands(&self.blueprint))),
            blueprint => context! { id => self.blueprint.id.clone(), version => self.blueprint.version.clone() },
            mutated => cut.is_some(),
            types => Value::from(Serde(types(model))),
            keep => keep,
        };
        let files: Vec<_> = self.rules(model).filter(|(rule, _)| rule.part == part).collect();
        let printed = abreast(&files, |(rule, entity)| {
            let path = self.path(rule, *entity)?;
            let broken = |e: minijinja::Error| self.blueprint.broken(&rule.template, explain(&e));
            let template = self.env.get_template(&rule.template).map_err(broken)?;
            let context = context! { entity => entity.map(|e| Value::from(Serde(e))), ..shared.clone() };
            let content = template.render(context).map_err(broken)?;
            let content = if path.extension() == Some("py") { tidy::python(&content) } else { content };
            Ok((path, ProjectFile { content, kind: rule.kind, executable: false }))
        })?;
        let mut tree: Tree = printed.into_iter().collect();
        if part == Part::Code {
            let content = crate::openapi::document(model);
            let path = self.project_path("openapi.json")?;
            tree.insert(path, ProjectFile { content, kind: FileKind::Doc, executable: false });
        }
        if part == Part::Dependencies {
            tree.extend(crate::dependencies::files(&self.blueprint, model)?);
        }
        let asked = asked.lock().map(|set| set.clone()).unwrap_or_default();
        Ok((tree, asked))
    }

    fn rules<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = (&'a FileRule, Option<&'a Entity>)> {
        let features = features(model);
        self.blueprint
            .files
            .iter()
            .filter(move |rule| rule.when.as_ref().is_none_or(|feature| features.contains(&feature.as_str())))
            .flat_map(move |rule| match rule.each.as_deref() {
                Some(_) => model.entities.iter().map(|entity| (rule, Some(entity))).collect::<Vec<_>>(),
                None => vec![(rule, None)],
            })
    }

    fn path(&self, rule: &FileRule, entity: Option<&Entity>) -> Result<ProjectPath, Error> {
        let module = entity.map_or(String::new(), |e| identifier(&self.blueprint.reserved, e.plural.clone()));
        self.project_path(&rule.path.replace("{entity}", &module))
    }

    pub(crate) fn project_path(&self, path: &str) -> Result<ProjectPath, Error> {
        ProjectPath::parse(path).map_err(|e| self.blueprint.broken(path, e))
    }
}

/// What a project has beside the base: decides files, dependencies and branches in templates.
pub(crate) fn features(model: &Model) -> Vec<&'static str> {
    use domain::spec::FieldType;
    let has = |ty: FieldType| model.entities.iter().any(|e| e.fields.iter().any(|f| f.ql_type == ty));
    let mut list = vec![match model.storage {
        Storage::Sqlite => "sqlite",
        Storage::Postgres => "postgres",
    }];
    if model.accounts {
        list.push("accounts");
    }
    if has(FieldType::Password) {
        list.push("passwords");
    }
    if model.entities.iter().any(|e| e.limits.iter().any(|l| l.per.is_some())) {
        list.push("periods");
    }
    let system = |f: &crate::model::Filter| f.field.ends_with("_at");
    if has(FieldType::DateTime)
        || model.entities.iter().flat_map(|e| &e.operations).any(|o| o.filters.iter().any(system))
    {
        list.push("datetimes");
    }
    let by_day = |c: &crate::model::Compared| c.day == Some(crate::model::DaySide::One);
    if model.entities.iter().any(|e| e.compared.iter().any(by_day)) {
        list.push("compared_days");
    }
    if model.entities.iter().any(|e| !e.relations.is_empty()) {
        list.push("relations");
    }
    if model.entities.iter().flat_map(|e| &e.relations).any(|r| r.reach.is_some()) {
        list.push("reach");
    }
    list.extend(routes(model));
    list
}

/// What routes of their own need beside lists.
fn routes(model: &Model) -> Vec<&'static str> {
    use crate::model::routes::Kind;
    let operations = model.entities.iter().flat_map(|e| &e.operations);
    let mut list = Vec::new();
    for route in operations.filter_map(|op| op.route.as_ref()) {
        if route.shadows && !list.contains(&"shadows") {
            list.push("shadows");
        }
        let own: &[&str] = match route.gives {
            Kind::Top => &["heads"],
            Kind::First => &["firsts"],
            Kind::Csv => &["exports"],
            Kind::Figures => match (&route.per, route.take) {
                (None, _) => &["figures"],
                (Some(per), None) if per.every.is_some() => &["figures", "lines", "paging", "spans"],
                (Some(_), None) => &["figures", "lines", "paging"],
                (Some(per), Some(_)) if per.every.is_some() => &["figures", "lines", "ranks", "spans"],
                (Some(_), Some(_)) => &["figures", "lines", "ranks"],
            },
            Kind::Record => &["lookups"],
            Kind::Page | Kind::Change | Kind::Create => &[],
        };
        for feature in own {
            if !list.contains(feature) {
                list.push(*feature);
            }
        }
    }
    if has_days(model) {
        list.push("days");
    }
    list
}

/// Whether a route looks at the day it is.
fn has_days(model: &Model) -> bool {
    use crate::model::routes::{Change, Condition};
    use domain::route::{NewValue, Term};
    use domain::spec::FieldType;
    let looks = |entity: &Entity, c: &Condition| {
        let day = entity.field(&c.field).is_some_and(|f| f.ql_type == FieldType::Date);
        day && matches!(c.than, Term::DaysFromNow(_))
    };
    let sets = |c: &Change| c.to == NewValue::Now && c.ql_type == FieldType::Date;
    model.entities.iter().any(|entity| {
        entity.operations.iter().filter_map(|op| op.route.as_ref()).any(|route| {
            let of = |name: &str| model.entity(name).unwrap_or(entity);
            let figures = &route.figures;
            route.conditions.iter().any(|c| looks(entity, c))
                || figures.iter().any(|f| f.conditions.iter().any(|c| looks(of(&f.entity), c)))
                || route.changes.iter().any(sets)
        })
    })
}

/// Types of fields that occur, so that templates print only what is used.
fn types(model: &Model) -> Vec<domain::spec::FieldType> {
    let mut list = Vec::new();
    for field in model.entities.iter().flat_map(|entity| &entity.fields) {
        if !list.contains(&field.ql_type) {
            list.push(field.ql_type);
        }
    }
    list
}

fn keep(model: &Model, asked: Arc<Mutex<BTreeSet<Cut>>>, cut: Option<Cut>) -> Value {
    let known: BTreeSet<String> = model.requirement_ids.keys().cloned().collect();
    Value::from_function(move |pointer: Option<String>, layer: String| -> bool {
        let Some(pointer) = pointer.filter(|p| known.contains(p)) else { return true };
        let this = Cut { pointer, layer };
        let kept = cut.as_ref() != Some(&this);
        if let Ok(mut asked) = asked.lock() {
            asked.insert(this);
        }
        kept
    })
}

/// What the language or the program has a use for gets an underscore, and so does what would look like that then.
fn identifier(reserved: &[String], name: String) -> String {
    let stem = name.trim_end_matches('_');
    if reserved.iter().any(|word| word == stem) { format!("{name}_") } else { name }
}

fn explain(error: &minijinja::Error) -> String {
    let line = error.line().map(|n| format!(" (line {n})")).unwrap_or_default();
    format!("{error}{line}")
}

//! The blueprints as a role: [`domain::roles::Blueprints`].

use domain::{
    Explain, Explained, Spec,
    project::{BlueprintInfo, BuildPlan, Mutant, Part, PlannedFile, ProofTable, TestCase, Tree},
    roles::Blueprints,
    spec::ProjectType,
};

use crate::{
    Error, Model, blueprint, mutants, plan,
    render::Renderer,
    suite::{Suite, print::Printer, suite},
};

/// All blueprints that were built in.
pub struct Library {
    stacks: Vec<Stack>,
}

/// One blueprint: its code templates and its test templates, which know nothing of each other.
struct Stack {
    renderer: Renderer,
    tests: Printer,
}

impl Stack {
    fn new(blueprint: blueprint::Blueprint) -> Result<Self, Error> {
        let tests = Printer::new(&blueprint.id, blueprint::folder(&format!("{}/tests", blueprint.id)))?;
        Ok(Self { renderer: Renderer::new(blueprint)?, tests })
    }

    fn suite(&self, spec: &Spec, model: &Model) -> Suite {
        suite(spec, model, self.tests.database())
    }

    fn structure(&self, spec: &Spec, model: &Model) -> Result<Vec<PlannedFile>, Error> {
        let mut files = self.renderer.structure(model)?;
        for (path, purpose) in self.tests.files(&self.suite(spec, model)) {
            let path = self.renderer.project_path(&path)?;
            files.push(PlannedFile { path, part: Part::Tests, purpose });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn render(&self, spec: &Spec, model: &Model, part: Part) -> Result<Tree, Error> {
        match part {
            Part::Tests => self.tests.print(&self.suite(spec, model), model),
            part => self.renderer.render(model, part, None),
        }
    }
}

impl Library {
    /// Errors only when a built-in blueprint is broken.
    pub fn new() -> Result<Self, Error> {
        let stacks = blueprint::all()?.into_iter().map(Stack::new).collect::<Result<_, _>>()?;
        Ok(Self { stacks })
    }

    /// The blueprint for a spec, and the spec as it reads it.
    fn covering(&self, spec: &Spec) -> Result<(&Stack, Model), Error> {
        let project = &spec.project;
        let fits = |stated: &Option<String>, ours: &str| stated.as_deref().is_none_or(|s| s == ours);
        let found = self.stacks.iter().find(|stack| {
            let info = &stack.renderer.blueprint;
            info.project_types.iter().any(|kind| kind == project.kind.as_str())
                && fits(&project.language, &info.language)
                && fits(&project.framework, &info.framework)
                && project.storage.as_ref().is_none_or(|s| info.storage.contains(s))
        });
        let Some(stack) = found.filter(|_| !spec.entities.is_empty()) else {
            return Err(Error::NoBlueprint { understood: understood(spec), available: self.available() });
        };
        Ok((stack, Model::of(spec)?))
    }

    fn available(&self) -> Vec<String> {
        self.stacks
            .iter()
            .map(|stack| {
                let info = &stack.renderer.blueprint;
                format!(
                    "{} ({}; storage {})",
                    info.title,
                    info.project_types.join(", "),
                    info.storage.join(" or ")
                )
            })
            .collect()
    }
}

fn understood(spec: &Spec) -> String {
    let project = &spec.project;
    let mut text = format!("a project of type {}", project.kind.as_str());
    let stack: Vec<&str> =
        [&project.language, &project.framework].into_iter().flatten().map(String::as_str).collect();
    if !stack.is_empty() {
        text.push_str(&format!(" in {}", stack.join(" with ")));
    }
    if let Some(storage) = &project.storage {
        text.push_str(&format!(" that keeps records in {storage}"));
    }
    if project.kind == ProjectType::Api && spec.entities.is_empty() {
        text.push_str(" without any kind of record");
    }
    text
}

/// Stack and model behind each question.
macro_rules! covered {
    ($self:ident, $spec:ident, |$stack:ident, $model:ident| $body:expr) => {
        $self.covering($spec).and_then(|($stack, $model)| $body).map_err(|error| error.explained())
    };
}

impl Blueprints for Library {
    fn list(&self) -> Vec<BlueprintInfo> {
        self.stacks.iter().map(|stack| stack.renderer.blueprint.info()).collect()
    }

    fn choose(&self, spec: &Spec) -> Result<BlueprintInfo, Explained> {
        covered!(self, spec, |stack, _model| Ok(stack.renderer.blueprint.info()))
    }

    fn is_faulty(&self, spec: &Spec) -> bool {
        matches!(self.covering(spec), Err(Error::Contradiction { .. } | Error::BadName { .. }))
    }

    fn plan(&self, spec: &Spec) -> Result<BuildPlan, Explained> {
        covered!(self, spec, |stack, model| plan::plan(&stack.renderer, &model))
    }

    fn structure(&self, spec: &Spec) -> Result<Vec<PlannedFile>, Explained> {
        covered!(self, spec, |stack, model| stack.structure(spec, &model))
    }

    fn render(&self, spec: &Spec, part: Part) -> Result<Tree, Explained> {
        covered!(self, spec, |stack, model| stack.render(spec, &model, part))
    }

    fn test_plan(&self, spec: &Spec) -> Result<Vec<TestCase>, Explained> {
        covered!(self, spec, |stack, model| Ok(stack.tests.test_cases(&stack.suite(spec, &model))))
    }

    fn mutants(&self, spec: &Spec) -> Result<Vec<Mutant>, Explained> {
        covered!(self, spec, |stack, model| mutants::list(&stack.renderer, &model))
    }

    fn render_mutant(&self, spec: &Spec, mutant: &str) -> Result<Tree, Explained> {
        covered!(self, spec, |stack, model| mutants::render(&stack.renderer, spec, &model, mutant))
    }

    fn proof(&self, blueprint: &str) -> ProofTable {
        // An unreadable table proves nothing: the gate then says what is missing.
        crate::blueprint::text(&format!("{blueprint}/proof.toml"))
            .and_then(|text| toml::from_str(&text).ok())
            .unwrap_or_default()
    }
}

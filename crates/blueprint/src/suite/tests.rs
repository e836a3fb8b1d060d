//! One blueprint's tests: planned, listed and printed for a spec.

use std::collections::BTreeMap;

use domain::project::{Part, PlannedFile, TestCase, Tree};
use domain::{ProjectPath, Spec};

use super::print::Printer;
use super::scenario::{Suite, Untestable};
use crate::{Error, Model, blueprint};

/// The test templates of a blueprint, ready to print.
pub struct Tests {
    printer: Printer,
}

impl Tests {
    /// Of a built-in blueprint; errors only when it is broken.
    pub fn of(id: &str) -> Result<Self, Error> {
        let prefix = format!("{id}/tests/");
        let mut templates = BTreeMap::new();
        for path in blueprint::Folder::iter() {
            if let (Some(name), Some(text)) = (path.strip_prefix(&prefix), blueprint::text(&path)) {
                templates.insert(name.to_owned(), text);
            }
        }
        Ok(Self { printer: Printer::new(id, templates)? })
    }

    pub fn suite(&self, spec: &Spec, model: &Model) -> Suite {
        super::suite(spec, model, self.printer.database())
    }

    /// Every test, under the id that the runner's report gives it.
    pub fn plan(&self, spec: &Spec, model: &Model) -> Vec<TestCase> {
        self.printer.test_cases(&self.suite(spec, model))
    }

    /// The test files that [`Tests::render`] gives.
    pub fn files(&self, spec: &Spec, model: &Model) -> Result<Vec<PlannedFile>, Error> {
        let files = self.printer.files(&self.suite(spec, model)).into_iter().map(|(path, purpose)| {
            let parsed =
                ProjectPath::parse(&path).map_err(|error| self.printer.broken(&path, error.to_string()))?;
            Ok(PlannedFile { path: parsed, part: Part::Tests, purpose })
        });
        files.collect()
    }

    pub fn render(&self, spec: &Spec, model: &Model) -> Result<Tree, Error> {
        self.printer.print(&self.suite(spec, model), model)
    }

    /// Requirements that no honest test could be made for, with the reason.
    pub fn untestable(&self, spec: &Spec, model: &Model) -> Vec<Untestable> {
        self.suite(spec, model).untestable
    }
}

//! Any command that starts our own binary somewhere else and joins its standard streams to ours: `docker run -i`,
//! `kubectl run -i`, `ssh`. What it starts makes a box there as it would here; its folders and runtimes have to
//! be there at the same paths.

use std::process::Command;

use jail::{NESTED_ARGUMENTS, Plan, Prepared, Runner};

#[derive(Debug)]
pub struct Started {
    program: String,
    options: Vec<String>,
}

impl Started {
    pub fn new(program: &str, options: &[String]) -> Self {
        Self { program: program.to_owned(), options: options.to_vec() }
    }
}

impl Runner for Started {
    fn name(&self) -> &str {
        &self.program
    }

    fn prepare(&self, _: &Plan) -> Result<Prepared, String> {
        let mut command = Command::new(&self.program);
        command.args(&self.options).args(NESTED_ARGUMENTS);
        Ok(Prepared { command, end: Box::new(|| ()) })
    }
}

//! A box of the machine's own shell and Python, and its whole result as text.

use std::path::PathBuf;

use jail::{Bind, Ending, Event, JailError, Plan};

/// Everything a box said.
#[derive(Debug)]
pub struct Seen {
    pub stdout: String,
    pub stderr: String,
    pub outputs: Vec<(String, Vec<u8>)>,
    pub ending: Ending,
}

pub fn helper() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_jail-helper"))
}

/// The machine's system folders and a shell line.
pub fn shell(line: &str) -> Plan {
    plan(&["/bin/sh", "-c", line])
}

/// A program given as text.
pub fn python(code: &str) -> Plan {
    plan(&["/usr/bin/python3", "-I", "-c", code])
}

pub fn plan(program: &[&str]) -> Plan {
    let mut plan =
        Plan { program: program.iter().map(|text| (*text).to_owned()).collect(), ..Plan::default() };
    plan.binds.push(Bind::same("/usr"));
    for name in ["bin", "sbin", "lib", "lib64"] {
        let path = format!("/{name}");
        match std::fs::read_link(&path) {
            Ok(target) => plan.links.push((path, target.display().to_string())),
            Err(_) => plan.binds.push(Bind { optional: true, ..Bind::same(path) }),
        }
    }
    plan.texts.push(("/etc/passwd".into(), "box:x:1000:1000::/box/home:/bin/sh\n".into()));
    plan.environment.insert("PATH".into(), "/usr/bin:/bin".into());
    plan
}

pub fn try_run(plan: &Plan) -> Result<Seen, JailError> {
    let mut running = jail::start(&helper(), plan)?;
    let (mut stdout, mut stderr, mut outputs) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        match running.next()? {
            Some(Event::Stdout(bytes)) => stdout.extend(bytes),
            Some(Event::Stderr(bytes)) => stderr.extend(bytes),
            Some(Event::Output { path, content }) => outputs.push((path, content)),
            Some(Event::Ended(ending)) => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                return Ok(Seen { stdout: text(&stdout), stderr: text(&stderr), outputs, ending: *ending });
            }
            None => panic!("no ending"),
        }
    }
}

#[track_caller]
pub fn run(plan: &Plan) -> Seen {
    try_run(plan).unwrap()
}

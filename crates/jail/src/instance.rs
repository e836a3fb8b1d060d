//! A second instance of the whole chain, caller and helper, so that an audit can kill one.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};

use nix::sys::resource::{Resource, setrlimit};

use crate::keeper::{self, Consent, Keeper};
use crate::plan::{Event, Plan};

/// First argument that makes a program become such an instance; the second limits its open files.
pub(crate) const WORD: &str = "__jail_instance";
/// A plan is some kilobytes of JSON.
const LONGEST_PLAN: u64 = 4 << 20;
/// What it exits with when it could not have a box, having said why on standard error.
const REFUSED: i32 = 125;

/// What starts one.
pub(crate) fn command(keeper: &Keeper, open_files: u64) -> Command {
    let mut command = Command::new(keeper.helper());
    command
        .args([WORD, &open_files.to_string()])
        .args((keeper.consent() == Consent::WithoutNamespaces).then_some(keeper::CONSENT))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// One plan in a caller of its own.
#[derive(Debug)]
pub struct Instance(Child);

impl Instance {
    /// Of the binary and the consent of that keeper. Files and input of the
    /// plan are left out.
    pub fn start(keeper: &Keeper, plan: &Plan, open_files: u64) -> io::Result<Self> {
        let mut child = command(keeper, open_files).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(&serde_json::to_vec(plan)?)?;
        }
        Ok(Self(child))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until its program has written something.
    pub fn first_byte(&mut self) -> io::Result<()> {
        let stdout = self.0.stdout.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        stdout.read_exact(&mut [0u8])
    }

    /// SIGKILL, as somebody in need of memory would send it.
    pub fn kill(mut self) -> io::Result<()> {
        self.0.kill()?;
        self.0.wait().map(drop)
    }

    /// Waits for its end: the exit code and everything it wrote.
    pub fn finish(self) -> io::Result<(Option<i32>, String)> {
        let output = self.0.wait_with_output()?;
        let text = [output.stdout, output.stderr].concat();
        Ok((output.status.code(), String::from_utf8_lossy(&text).into_owned()))
    }
}

/// What an instance does: drives the plan of its standard input, repeats what the program says.
pub(crate) fn drive(open_files: Option<u64>, consent: Consent) -> i32 {
    match attempt(open_files, consent) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            REFUSED
        }
    }
}

fn attempt(open_files: Option<u64>, consent: Consent) -> Result<i32, Box<dyn std::error::Error>> {
    let mut text = Vec::new();
    io::stdin().take(LONGEST_PLAN).read_to_end(&mut text)?;
    let plan: Plan = serde_json::from_slice(&text)?;
    // The same binary under the same name makes the boxes.
    let own = std::env::args_os().next().ok_or("no name of our own")?;
    if let Some(most) = open_files {
        setrlimit(Resource::RLIMIT_NOFILE, most, most)?;
    }
    let mut running = crate::run::start_by(&Keeper::with(own, consent), &plan)?;
    let mut out = io::stdout();
    while let Some(event) = running.next_event()? {
        match event {
            Event::Stdout(bytes) => {
                out.write_all(&bytes)?;
                out.flush()?;
            }
            Event::Ended(ending) => return Ok(ending.exit_code.unwrap_or(1)),
            Event::Stderr(_) | Event::Output { .. } => {}
        }
    }
    Ok(1)
}

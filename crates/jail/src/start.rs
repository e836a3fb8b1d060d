//! Starting a program of the box: its streams, its session, its name looked up in its own `PATH`.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::os::fd::{AsFd, OwnedFd};

use crate::confine;
use crate::switch::{self, Mechanism};
use crate::sys;

/// Starts a program of the box in a session of its own.
pub fn spawn(
    program: &[String],
    environment: &BTreeMap<String, String>,
    streams: [&OwnedFd; 3],
    terminal: bool,
    open_files: u64,
) -> std::io::Result<i32> {
    sys::spawn(&mut || {
        let error = become_program(program, environment, streams, terminal, open_files);
        let name = program.first().map_or("", String::as_str);
        let text = format!("cannot start `{}`: {error}\n", name.escape_debug());
        let _ = nix::unistd::write(std::io::stderr(), text.as_bytes());
        // The codes a shell gives: not found, and found but not startable.
        if error.kind() == std::io::ErrorKind::NotFound { 127 } else { 126 }
    })
}

/// Returns only when the program cannot be started.
fn become_program(
    program: &[String],
    variables: &BTreeMap<String, String>,
    streams: [&OwnedFd; 3],
    terminal: bool,
    open_files: u64,
) -> std::io::Error {
    let prepared = || -> std::io::Result<_> {
        for (number, stream) in (0..).zip(streams) {
            sys::place_at(stream.as_fd(), number)?;
        }
        if switch::on(Mechanism::Descriptors) {
            sys::close_from(3)?;
        } else {
            sys::keep_from(3)?;
        }
        confine::open_files(open_files)?;
        nix::unistd::setsid()?;
        // Where process 1 takes nobody along by its death, at least what it started itself.
        sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as u64)?;
        if terminal {
            sys::take_terminal(std::io::stdin().as_fd())?;
        }
        sys::heed_broken_pipes(true)?;
        let arguments = program.iter().map(|text| text_of(text)).collect::<std::io::Result<Vec<_>>>()?;
        let environment = variables
            .iter()
            .map(|(name, value)| text_of(&format!("{name}={value}")))
            .collect::<std::io::Result<Vec<_>>>()?;
        Ok((arguments, environment))
    };
    let (arguments, environment) = match prepared() {
        Ok(prepared) => prepared,
        Err(error) => return error,
    };
    let mut last = std::io::Error::from_raw_os_error(libc::ENOENT);
    for candidate in candidates(program, variables) {
        let Err(error) = nix::unistd::execve(&candidate, &arguments, &environment);
        if error != nix::Error::ENOENT && error != nix::Error::ENOTDIR {
            last = error.into();
        }
    }
    last
}

fn text_of(text: &str) -> std::io::Result<CString> {
    CString::new(text).map_err(|_| std::io::Error::from_raw_os_error(libc::EINVAL))
}

/// Where the program may be: as named, or in each folder of `PATH`.
fn candidates(program: &[String], variables: &BTreeMap<String, String>) -> Vec<CString> {
    let Some(name) = program.first().filter(|name| !name.is_empty()) else { return Vec::new() };
    if name.contains('/') {
        return text_of(name).into_iter().collect();
    }
    let path = variables.get("PATH").map_or("/usr/bin:/bin", String::as_str);
    path.split(':').filter_map(|folder| text_of(&format!("{folder}/{name}")).ok()).collect()
}

//! Servers that the program needs, brought up before it.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::plan::Service;
use crate::start::spawn;

/// Brings one service up: prepares it, starts it, waits until it is ready.
pub fn serve(
    service: &Service,
    environment: &BTreeMap<String, String>,
    open_files: u64,
) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let deadline = Instant::now() + Duration::from_millis(service.within_ms);
    let log_path = format!("/tmp/.{}.log", service.name);
    let log = std::fs::File::options().create(true).append(true).open(&log_path).map_err(failed)?;
    let nothing = OwnedFd::from(std::fs::File::open("/dev/null").map_err(failed)?);
    let log = OwnedFd::from(log);
    let words = || {
        let text = std::fs::read(&log_path).unwrap_or_default();
        let tail = text.get(text.len().saturating_sub(2000)..).unwrap_or_default();
        String::from_utf8_lossy(tail).trim().to_owned()
    };
    for command in &service.prepare {
        let pid = spawn(command, environment, [&nothing, &log, &log], false, open_files).map_err(failed)?;
        match wait_for(pid, deadline) {
            Some(WaitStatus::Exited(_, 0)) => {}
            Some(_) => return Err(format!("`{}` failed: {}", command.join(" "), words())),
            None => return Err(format!("`{}` took longer than {} ms", command.join(" "), service.within_ms)),
        }
    }
    let server =
        spawn(&service.start, environment, [&nothing, &log, &log], false, open_files).map_err(failed)?;
    loop {
        let asked =
            spawn(&service.ready, environment, [&nothing, &log, &log], false, open_files).map_err(failed)?;
        if matches!(wait_for(asked, deadline), Some(WaitStatus::Exited(_, 0))) {
            return Ok(());
        }
        if !matches!(waitpid(Pid::from_raw(server), Some(WaitPidFlag::WNOHANG)), Ok(WaitStatus::StillAlive)) {
            return Err(format!("it ended at once: {}", words()));
        }
        if Instant::now() >= deadline {
            return Err(format!("it was not ready within {} ms: {}", service.within_ms, words()));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits for one child; none when the time is over.
fn wait_for(pid: i32, deadline: Instant) -> Option<WaitStatus> {
    loop {
        match waitpid(Pid::from_raw(pid), Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) | Err(nix::Error::EINTR) => {}
            Ok(status) => return Some(status),
            Err(_) => return None,
        }
        if Instant::now() >= deadline {
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

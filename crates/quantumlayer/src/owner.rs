//! Who drives a run: this very process, recognisable after it is gone.

/// `pid@boot:start`: a process id alone is reused; with the kernel's boot id and the process's
/// start time it names one process for ever.
pub fn this_process() -> String {
    let pid = std::process::id();
    format!("{pid}@{}:{}", boot_id(), start_time(pid).unwrap_or(0))
}

/// Whether the process that `owner` names still lives. An owner of another machine or form is taken
/// to live: its lease has to run out.
pub fn is_alive(owner: &str) -> bool {
    let Some((pid, rest)) = owner.split_once('@') else { return true };
    let Some((boot, start)) = rest.split_once(':') else { return true };
    let Ok(pid) = pid.parse::<u32>() else { return true };
    if boot != boot_id() {
        // The machine was started anew since: nothing of then is left. Another machine on the same
        // data directory is not supported by SQLite's locks.
        return false;
    }
    start_time(pid).is_some_and(|now| now.to_string() == start)
}

fn boot_id() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .map(|id| id.trim().to_owned())
        .unwrap_or_default()
}

/// Field 22 of `/proc/<pid>/stat`, counted behind the command's closing parenthesis; a zombie is dead.
fn start_time(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, after) = stat.rsplit_once(')')?;
    let mut fields = after.split_whitespace();
    if fields.next()? == "Z" {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive_and_a_made_up_one_is_not() {
        let me = this_process();
        assert!(is_alive(&me));
        let (_, rest) = me.split_once('@').unwrap();
        let (boot, _) = rest.split_once(':').unwrap();
        assert!(
            !is_alive(&format!("{}@{boot}:1", std::process::id())),
            "another start time is another process"
        );
        assert!(!is_alive(&format!("{}@another-boot:1", std::process::id())));
    }
}

//! A PostgreSQL as a user would start one by hand: from the system's own packages, outside every box.
//!
//! One cluster in a folder of its own, on a free port of the loopback; stopped and gone when dropped.

use std::{
    fs,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::shell::{capture, run};

/// The account that Debian's package makes: the server refuses to run as root.
const ACCOUNT: &str = "postgres";

/// Longest time the server may take to start, and to stop.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Postgres {
    bin: PathBuf,
    data: PathBuf,
    port: u16,
    as_root: bool,
}

impl Postgres {
    /// Errors: it is not installed, or does not start; the message says what to do.
    pub fn start(folder: &Path) -> Result<Self> {
        let bin = installed()?;
        let home = folder.join("postgres");
        fs::create_dir(&home)?;
        let as_root = fs::metadata(&home)?.uid() == 0;
        if as_root {
            let number = |flag: &str| -> Result<u32> {
                let text = capture(Command::new("id").args([flag, ACCOUNT]))?;
                text.trim().parse().with_context(|| format!("the number of the account {ACCOUNT}"))
            };
            chown(&home, Some(number("-u")?), Some(number("-g")?))?;
            // Temporary folders are private: the account has to get through to its own.
            run(Command::new("chmod").arg("a+x").arg(folder))?;
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Self { bin, data: home.join("data"), port, as_root };
        let data = server.data.display().to_string();
        let initdb = ["--pgdata", &data, "--username=proof", "--auth=trust", "--encoding=UTF8", "--no-sync"];
        capture(&mut server.command("initdb", &initdb))?;
        let options =
            format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={}", home.display());
        let log = home.join("log").display().to_string();
        let wait = PATIENCE.as_secs().to_string();
        let start = ["start", "-w", "-t", &wait, "-D", &data, "-l", &log, "-o", &options];
        // The server keeps what it inherits open: a pipe would never end.
        let started =
            server.command("pg_ctl", &start).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if !started.success() {
            bail!("PostgreSQL did not start: {}", fs::read_to_string(log).unwrap_or_default());
        }
        Ok(server)
    }

    /// A new, empty database; the URL that leads to it.
    pub fn database(&self, name: &str) -> Result<String> {
        let port = self.port.to_string();
        capture(&mut self.command("createdb", &["-h", "127.0.0.1", "-p", &port, "-U", "proof", name]))?;
        Ok(format!("postgresql://proof@127.0.0.1:{port}/{name}"))
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.bin.join(program);
        let mut command = match self.as_root {
            false => Command::new(program),
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", ACCOUNT, "--"]).arg(program);
                command
            }
        };
        command.args(arguments).current_dir("/");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data.display().to_string();
        let wait = PATIENCE.as_secs().to_string();
        let stop = ["stop", "-m", "immediate", "-w", "-t", &wait, "-D", &data];
        let _ = self.command("pg_ctl", &stop).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// The newest of Debian's folders that has the programs.
fn installed() -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let complete =
        |bin: &PathBuf| ["initdb", "pg_ctl", "createdb"].iter().all(|name| bin.join(name).is_file());
    versions
        .map(|version| version.path().join("bin"))
        .filter(complete)
        .max_by_key(|bin| version(bin))
        .context("no PostgreSQL here: `apt-get install postgresql`")
}

fn version(bin: &Path) -> Option<u32> {
    bin.parent()?.file_name()?.to_str()?.parse().ok()
}

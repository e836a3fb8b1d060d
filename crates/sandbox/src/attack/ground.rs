//! What stands on the host to be reached for: a file, a folder, sockets. An attack is judged by them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jail::Keeper;

const UNTOUCHED: &str = "untouched\n";
/// Places of the host where a program that is not inside may leave something.
const SHARED: [&str; 10] =
    ["/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/usr", "/etc", "/var", "/usr/bin"];

pub struct Ground {
    folder: PathBuf,
    keeper: Keeper,
    tcp: TcpListener,
    names: UdpSocket,
    hidden: UnixListener,
    door: UnixListener,
    /// In the name of everything that attacks make.
    pub mark: String,
    /// What nobody but the host can know.
    pub secret: String,
    before: Mutex<BTreeSet<String>>,
}

impl Ground {
    /// `folder` is private to this audit and removed by its owner.
    pub fn prepare(folder: &Path, keeper: &Keeper) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let mark = format!("ql-attack-{}-{count}", std::process::id());
        let secret = format!("secret-{}", domain::Sha256::of(format!("{mark} {folder:?}").as_bytes()));
        let own = folder.join(format!("ground-{count}"));
        fs::create_dir_all(own.join("layers/other"))?;
        fs::write(own.join("canary"), UNTOUCHED)?;
        fs::write(own.join("secret"), &secret)?;
        fs::write(own.join("layers/other/module.py"), &secret)?;
        let tcp = TcpListener::bind("127.0.0.1:0")?;
        let names = UdpSocket::bind("127.0.0.1:0")?;
        names.set_nonblocking(true)?;
        let hidden = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&mark)?)?;
        let door = UnixListener::bind(own.join("door"))?;
        // Open to everybody: what keeps a program out is its box, not the file's mode.
        for (path, mode) in
            [(folder, 0o755), (&own, 0o777), (&own.join("canary"), 0o666), (&own.join("door"), 0o777)]
        {
            fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        }
        tcp.set_nonblocking(true)?;
        hidden.set_nonblocking(true)?;
        door.set_nonblocking(true)?;
        let before = Mutex::new(jail::traces(keeper));
        Ok(Self { folder: own, keeper: keeper.clone(), tcp, names, hidden, door, mark, secret, before })
    }

    /// What attacks are told, so that no luck is needed.
    pub fn facts(&self) -> BTreeMap<&'static str, String> {
        let path = |name: &str| self.folder.join(name).display().to_string();
        let port = self.tcp.local_addr().map_or(0, |address| address.port());
        let link = |name: &str| {
            let link = fs::read_link(format!("/proc/self/ns/{name}")).unwrap_or_default();
            link.display().to_string()
        };
        BTreeMap::from([
            ("CANARY", path("canary")),
            ("SECRET", path("secret")),
            ("FOLDER", self.folder.display().to_string()),
            ("DOOR", path("door")),
            ("PORT", port.to_string()),
            ("NAME_PORT", self.names.local_addr().map_or(0, |address| address.port()).to_string()),
            ("MARK", self.mark.clone()),
            ("HOST_PID", std::process::id().to_string()),
            ("KEEPER_PID", self.keeper.process_id().unwrap_or(0).to_string()),
            ("HOST_IPC", link("ipc")),
        ])
    }

    /// What an attack has changed or reached, in words. What it left is removed.
    pub fn inspect(&self) -> Vec<String> {
        let mut found = Vec::new();
        found.extend(self.changed());
        for (what, reached) in [
            ("the host's TCP server was reached", self.tcp.accept().is_ok()),
            ("the host's name server was asked", self.names.recv(&mut [0; 64]).is_ok()),
            ("the host's abstract socket was reached", self.hidden.accept().is_ok()),
            ("the host's Unix socket was reached", self.door.accept().is_ok()),
        ] {
            found.extend(reached.then(|| what.to_owned()));
        }
        found.extend(self.left_files());
        found.extend(self.left_traces());
        found
    }

    fn changed(&self) -> Option<String> {
        let path = self.folder.join("canary");
        let meta = fs::symlink_metadata(&path).ok();
        let own = fs::metadata("/proc/self").ok();
        let same = fs::read_to_string(&path).is_ok_and(|text| text == UNTOUCHED)
            && meta.as_ref().is_some_and(|meta| meta.mode() & 0o7777 == 0o666)
            && meta.map(|meta| meta.uid()) == own.map(|own| own.uid());
        if same {
            return None;
        }
        let _ = fs::write(&path, UNTOUCHED);
        Some("the host's file was changed".to_owned())
    }

    fn left_files(&self) -> Vec<String> {
        let folders = SHARED.iter().map(Path::new).chain([self.folder.as_path()]);
        let entries = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        let marked = entries.filter(|entry| entry.file_name().to_string_lossy().contains(&self.mark));
        let paths: BTreeSet<PathBuf> = marked.map(|entry| entry.path()).collect();
        paths
            .into_iter()
            .map(|path| {
                // Never through a link: it is removed itself.
                let is_folder = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_dir());
                let _ = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                format!("left {}", path.display())
            })
            .collect()
    }

    fn left_traces(&self) -> Vec<String> {
        // The kernel and the helper's fork may need a moment for what is dead already.
        for _ in 0..100 {
            if self.new_traces().is_empty() {
                return Vec::new();
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let left = self.new_traces();
        jail::erase(&self.keeper);
        // Told once: a mount of somebody else on this machine speaks against one case, not against all that follow.
        self.before().extend(left.iter().cloned());
        left.into_iter().map(|trace| format!("left {trace}")).collect()
    }

    fn new_traces(&self) -> BTreeSet<String> {
        jail::traces(&self.keeper).difference(&self.before()).cloned().collect()
    }

    fn before(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.before.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // What came after the last case, such as the good run behind it, is looked at by no other.
        self.left_traces();
    }
}

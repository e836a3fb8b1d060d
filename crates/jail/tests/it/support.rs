//! A box of the machine's own shell and Python, and its whole result as text.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use jail::{Bind, Ending, Event, JailError, Keeper, Plan, Running};

/// Everything a box said.
#[derive(Debug)]
pub struct Seen {
    pub stdout: String,
    pub stderr: String,
    pub outputs: Vec<(String, Vec<u8>)>,
    pub ending: Ending,
}

/// Who starts the box. Everything must hold for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whoever runs the tests.
    Me,
    /// The same, where a box was made ahead and waits for its plan.
    Awaited,
    /// An ordinary user, where the tests run as root and may become one.
    Ordinary,
    OrdinaryAwaited,
    /// The superuser on a machine that gives no user namespaces: tier B.
    WithoutUsers,
    /// The superuser of a container whose `/proc` is covered in part, so that the kernel gives no new one.
    Masked,
    /// The superuser of a container that allows mounts and forbids what Docker forbids even then.
    WithoutPivot,
}

/// Starts what follows with `/proc/sys` read-only.
const MASKED: &str =
    "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$0\" \"$@\"";

/// Starts what follows behind a filter: each call of the first argument answers with its number of
/// an error, always or where one of these bits is in its own first argument.
const FILTERED: &str = r#"
import ctypes, os, struct, sys
line = lambda code, k, yes=0, no=0: struct.pack('HBBI', code, yes, no, k)
text = b''
for pair in sys.argv[1].split(','):
    call, error, bits = map(int, (pair + ':0').split(':')[:3])
    asked = line(0x20, 16) + line(0x45, bits, 0, 1) if bits else b''
    answer = asked + line(0x06, 0x50000 | error)
    text += line(0x20, 0) + line(0x15, call, 0, len(answer) // 8) + answer
text += line(0x06, 0x7fff0000)
space = ctypes.create_string_buffer(text)
program = struct.pack('HxxxxxxP', len(text) // 8, ctypes.addressof(space))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0) == 0, ctypes.get_errno()
os.execv(sys.argv[2], sys.argv[2:])
"#;

pub fn everybody() -> Vec<Who> {
    let root =
        std::fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0);
    let mut all = vec![Who::Me, Who::Awaited];
    if root {
        all.push(Who::WithoutUsers);
    }
    if root && Path::new("/usr/bin/setpriv").exists() {
        all.extend([Who::Ordinary, Who::OrdinaryAwaited]);
    }
    all
}

pub fn helper() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_jail-helper"))
}

/// A copy of the helper that everybody can reach.
fn readable_helper() -> PathBuf {
    ordinary_helper().with_file_name("helper")
}

/// The helper as started by an ordinary user: a copy that everybody can reach, behind `setpriv`.
fn ordinary_helper() -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let copy = folder.path().join("helper");
        let script = format!(
            "#!/bin/sh\nexec /usr/bin/setpriv --reuid=54321 --regid=54321 --clear-groups {} \"$@\"\n",
            copy.display()
        );
        let text = folder.path().join("text");
        std::fs::write(&text, script).unwrap();
        // By another program: a file that this one has open for writing cannot be started for as long as
        // a test beside us is between fork and exec.
        for (from, to) in [(helper(), copy), (text, folder.path().join("start"))] {
            let done = std::process::Command::new("install").args(["-m", "755"]).arg(from).arg(to).status();
            assert!(done.unwrap().success());
        }
        folder
    });
    folder.path().join("start")
}

/// The helper where no namespaces are given, as in Docker unless it is told otherwise: as the superuser, or as
/// the only user that a container has.
pub fn without_namespaces(other_user: bool) -> PathBuf {
    const NEW: u32 = 0x7e02_0000;
    let calls = format!(
        "{}:1,{}:38,{}:1,{}:1,{}:1:{NEW}",
        libc::SYS_unshare,
        libc::SYS_clone3,
        libc::SYS_setns,
        libc::SYS_mount,
        libc::SYS_clone
    );
    let filtered = ["/usr/bin/python3", "-c", FILTERED, &calls];
    // One of its own for each test: the kernel counts a user's processes together.
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(54_322);
    let id = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let (user, group) = (format!("--reuid={id}"), format!("--regid={id}"));
    let user = ["/usr/bin/setpriv", &user, &group, "--clear-groups"];
    let user = if other_user { &[][..] } else { &user[..] };
    behind(&format!("without-namespaces-{id}"), &[&filtered, user].concat())
}

/// The helper started by other programs, the last of which starts it.
fn behind(name: &str, words: &[&str]) -> PathBuf {
    started_by(name, words, &readable_helper())
}

fn started_by(name: &str, words: &[&str], helper: &Path) -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        folder
    });
    let words: Vec<String> = words.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
    let text = format!("#!/bin/sh\nexec {} {} \"$@\"\n", words.join(" "), helper.display());
    let (draft, start) = (folder.path().join(format!("{name}.txt")), folder.path().join(name));
    static ONCE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = ONCE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !start.exists() {
        std::fs::write(&draft, text).unwrap();
        let done = std::process::Command::new("install").args(["-m", "755"]).arg(&draft).arg(&start).status();
        assert!(done.unwrap().success());
    }
    start
}

/// The helper in a mount namespace of its own.
pub fn with_own_mounts() -> PathBuf {
    behind("own-mounts", &["/usr/bin/unshare", "--mount", "--propagation", "private"])
}

/// The helper with mechanisms left out and all its processes on one core, where the kernel lets none of them
/// in before the one that runs has to wait: whoever forks is ahead of its child for as long as it has work.
pub fn in_turn_without(mechanisms: &str) -> PathBuf {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let cores = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap();
    let first: String = cores.trim().chars().take_while(char::is_ascii_digit).collect();
    let words = ["/usr/bin/chrt", "--batch", "0", "/usr/bin/taskset", "-c", &first];
    started_by(&format!("in-turn-without-{mechanisms}"), &words, &helper_without(mechanisms))
}

/// The helper with mechanisms left out, by the name it is started under.
pub fn helper_without(mechanisms: &str) -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let path =
        FOLDER.get_or_init(|| tempfile::tempdir().unwrap()).path().join(format!("without-{mechanisms}"));
    match std::os::unix::fs::symlink(helper(), &path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => panic!("{error}"),
        _ => path,
    }
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

pub fn start(who: Who, plan: &Plan) -> Result<Running, JailError> {
    match who {
        Who::Me => jail::start(&helper(), plan),
        Who::Awaited => start_awaited(&Keeper::new(helper()), plan),
        Who::OrdinaryAwaited => start_awaited(&Keeper::new(ordinary_helper()), plan),
        Who::WithoutUsers => jail::start(&helper_without("user_namespace"), plan),
        Who::Ordinary => jail::start(&ordinary_helper(), plan),
        Who::Masked => {
            let words = ["/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", MASKED];
            jail::start(&behind("masked", &words), plan)
        }
        Who::WithoutPivot => {
            let calls = format!("{}:1,{}:38", libc::SYS_pivot_root, libc::SYS_clone3);
            jail::start(&behind("without-pivot", &["/usr/bin/python3", "-c", FILTERED, &calls]), plan)
        }
    }
}

/// Starts a plan in the box that waits for it.
pub fn start_awaited(keeper: &Keeper, plan: &Plan) -> Result<Running, JailError> {
    keeper.warm_up()?;
    until(|| waiting(keeper).is_some());
    jail::start_by(keeper, plan)
}

/// The process that waits for the next box, once it has all ready.
pub fn waiting(keeper: &Keeper) -> Option<u32> {
    let is_named = |id: &u32, name: &str| {
        std::fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|text| text.trim() == name)
    };
    let is_ready = |spare: &u32| {
        let sleeps = |id: &u32| {
            std::fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|text| text.contains(") S "))
        };
        children(*spare).iter().any(|id| is_named(id, "jail-init") && sleeps(id))
    };
    children(keeper.process_id()?).into_iter().find(|id| is_named(id, "jail-ready") && is_ready(id))
}

/// None where there is no such process any more.
pub fn children(parent: u32) -> Vec<u32> {
    let listed = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
    listed.unwrap_or_default().split_whitespace().map(|id| id.parse().unwrap()).collect()
}

pub fn try_run(who: Who, plan: &Plan) -> Result<Seen, JailError> {
    watch(start(who, plan)?)
}

/// Listens to a box to its end.
pub fn watch(mut running: Running) -> Result<Seen, JailError> {
    let (mut stdout, mut stderr, mut outputs) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        match running.next_event()? {
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
    try_run(Who::Me, plan).unwrap()
}

/// Runs the plan as everybody and looks at each result.
#[track_caller]
pub fn each(plan: &Plan, look: impl Fn(&Seen)) {
    for who in everybody() {
        let seen = try_run(who, plan).unwrap_or_else(|error| panic!("{who:?}: {error}"));
        println!("as {who:?}: {seen:?}");
        look(&seen);
    }
}

/// Waits for something that happens outside of this process.
#[track_caller]
pub fn until(holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < deadline, "it never happened");
        std::thread::yield_now();
    }
}

/// Processes of this machine that have the word among their arguments.
pub fn alive(word: &str) -> usize {
    let has = |entry: std::fs::DirEntry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0).any(|argument| argument == word.as_bytes())
    };
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| Some(has(entry)).filter(|has| *has))
        .count()
}

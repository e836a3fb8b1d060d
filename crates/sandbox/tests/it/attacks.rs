//! The catalogue in real boxes, and the audit of the audit: with its wall taken away, each case escapes.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ProjectPath;
use domain::sandbox::BoxFile;
use sandbox::attack::{Attack, Case, Judged, Judgement, catalogue};
use sandbox::{Around, Config};

use crate::support::config;

/// A sandbox whose boxes lack these mechanisms (`a+b`), by the name its helper is started under.
fn without(folder: &Path, wall: &str) -> Config {
    let helper = folder.join(format!("without-{wall}"));
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_sandbox-helper"), &helper).unwrap();
    Config::new(folder.join("data"), helper).leaving_out(wall.split('+').filter_map(Around::parse).collect())
}

/// Archives as the product reads them.
fn careful(archive: &[u8]) -> Result<BTreeMap<ProjectPath, BoxFile>, String> {
    let files = capsule::sources(archive, &capsule::Limits::default()).map_err(|error| error.to_string())?;
    let file = |(path, (content, executable))| (path, BoxFile { content, executable });
    Ok(files.into_iter().map(file).collect())
}

/// Archives as they are: every name that is one, whatever it stands for.
fn careless(archive: &[u8]) -> Result<BTreeMap<ProjectPath, BoxFile>, String> {
    let (mut files, mut rest) = (BTreeMap::new(), archive);
    while let Some(head) = rest.get(..512).filter(|head| head[0] != 0) {
        let text = |part: &[u8]| String::from_utf8_lossy(part).trim_end_matches('\0').to_owned();
        let size = usize::from_str_radix(text(&head[124..135]).trim(), 8).unwrap_or(0);
        let content = rest.get(512..512 + size).unwrap_or_default().to_vec();
        if let Ok(path) = ProjectPath::parse(&text(&head[..100])) {
            files.insert(path, BoxFile { content, executable: false });
        }
        rest = rest.get(512 + size.div_ceil(512) * 512..).unwrap_or_default();
    }
    Ok(files)
}

fn attack(config: Config) -> Attack {
    std::fs::create_dir_all(&config.data_dir).unwrap();
    for folder in [Some(config.data_dir.as_path()), config.data_dir.parent()].into_iter().flatten() {
        if folder.starts_with(ground()) && folder != ground() {
            std::fs::set_permissions(folder, PermissionsExt::from_mode(0o755)).unwrap();
        }
    }
    Attack::new(config).unwrap().with_archives(careful)
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0)
}

fn cases() -> Vec<Case> {
    catalogue().unwrap()
}

fn line(judged: &Judged) -> String {
    format!("{} {}: {:?} {} {:?}", judged.id, judged.tries, judged.result, judged.seen, judged.reason)
}

/// Every helper sweeps what others have left: one test at a time may leave something.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn every_attack_is_contained_or_says_why_it_cannot_be_tried() {
    let _alone = alone();
    let folder = tempfile::tempdir_in(ground()).unwrap();
    contain(&attack(config(folder.path())), "A");
}

#[test]
fn tier_b_contains_them_just_as_well() {
    if !is_root() {
        return;
    }
    let _alone = alone();
    let folder = tempfile::tempdir_in(ground()).unwrap();
    contain(&attack(without(folder.path(), "user_namespace")), "B");
}

#[track_caller]
fn contain(attack: &Attack, tier: &str) {
    assert_eq!(attack.tier().unwrap(), tier);
    let judged: Vec<Judged> = cases().iter().map(|case| attack.attempt(case)).collect();
    let wrong: Vec<String> =
        judged.iter().filter(|one| one.result == Judgement::NotContained).map(line).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How often a control is tried that others may undo.
const LOOKS: usize = 3;

#[test]
fn without_its_wall_each_attack_escapes() {
    if !is_root() {
        return;
    }
    let _alone = alone();
    let mut by_wall: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases() {
        for wall in &case.walls {
            by_wall.entry(wall.clone()).or_default().push(case.clone());
        }
    }
    let (first, rest): (Vec<_>, Vec<_>) = by_wall.into_iter().partition(|(wall, _)| wall == "sweeping");
    // Helpers of other tests start at any time and sweep what this one wants to see: it looks again.
    let look = |wall: &String, cases: &Vec<Case>| {
        let mut looks = (0..LOOKS).map(|_| unseen(wall, cases));
        looks.find(Vec::is_empty).map_or_else(|| unseen(wall, cases), |_| Vec::new())
    };
    let wrong: Vec<String> = first.iter().flat_map(|(wall, cases)| look(wall, cases)).collect();
    let (queue, wrong) = (Mutex::new(rest.into_iter()), Mutex::new(wrong));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some((wall, cases)) = next else { return };
                    let found = unseen(&wall, &cases);
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let wrong: Vec<String> = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "no control makes these escape:\n{}", wrong.join("\n"));
}

#[test]
fn a_control_leaves_no_process_behind_whatever_it_turns_off() {
    if !is_root() {
        return;
    }
    let _alone = alone();
    let folder = tempfile::tempdir_in(ground()).unwrap();
    let attack = attack(without(folder.path(), "killing+death_signal"));
    let case = cases().into_iter().find(|case| case.id == "028").unwrap();
    assert_eq!(attack.attempt(&case).result, Judgement::NotContained);
    drop(attack);
    // Whatever its helper forked goes by the helper's name.
    let name = folder.path().display().to_string();
    let left = || {
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        let lines = all.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
        lines.filter(|line| String::from_utf8_lossy(line).starts_with(&name)).count()
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
    while left() > 0 && std::time::Instant::now() < deadline {
        std::thread::yield_now();
    }
    assert_eq!(left(), 0);
}

/// Cases that are held without their wall, or whose box could not be had.
fn unseen(wall: &str, cases: &[Case]) -> Vec<String> {
    let folder = tempfile::tempdir_in(ground()).unwrap();
    let mut attack = attack(without(folder.path(), wall));
    if wall == "archives" {
        attack = attack.with_archives(careless);
    }
    let mut wrong = Vec::new();
    for case in cases {
        let judged = attack.attempt(case);
        if judged.result != Judgement::NotContained || judged.seen == "sandbox_error" {
            wrong.push(format!("without {wall}: {}", line(&judged)));
        }
    }
    wrong
}

/// Where everybody can reach what is to be reached.
fn ground() -> PathBuf {
    PathBuf::from("/var/tmp")
}

//! Servers inside the box, and what the machine can do at all.

use domain::roles::Sandbox;
use domain::sandbox::Verdict;

use crate::support::{ground, job, run, text};

/// Whether this machine has a PostgreSQL; where it has none, the sandbox must say so.
fn has_postgres() -> bool {
    std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|mut entries| entries.next().is_some())
}

#[tokio::test]
async fn a_job_that_needs_postgres_talks_to_a_real_one_or_is_told_how_to_get_it() {
    let ground = ground();
    let ready = ground.local.ready("python", None, &["postgres".to_owned()]).await;
    let mut asked =
        job("$(ls -d /usr/lib/postgresql/*/bin | tail -1)/psql \"$TEST_DATABASE_URL\" -Atc 'select 40 + 2'");
    asked.services = vec!["postgres".into()];
    let outcome = run(&ground.local, asked.clone()).await;
    if has_postgres() {
        // A second one is as empty as the first: the template is never written to.
        asked.command = domain::sandbox::Command::Shell(
            "psql=$(ls -d /usr/lib/postgresql/*/bin | tail -1)/psql; $psql -Atc 'create table t(x int); select count(*) from t'; \
             env | grep -c ^DATABASE_URL=postgresql://"
                .into(),
        );
        for _ in 0..2 {
            let again = run(&ground.local, asked.clone()).await;
            assert_eq!(text(&again.stdout), "CREATE TABLE\n0\n1\n", "{again:?}");
        }
        assert_eq!(ready, Ok(()));
        assert_eq!((outcome.verdict, text(&outcome.stdout).as_str()), (Verdict::Ok, "42\n"), "{outcome:?}");
    } else {
        assert!(ready.unwrap_err().hint.unwrap().contains("apt-get install postgresql"));
        assert_eq!(outcome.error.unwrap().code, "QL-S005");
    }
}

#[tokio::test]
async fn the_report_names_what_really_ran() {
    let report = ground().local.report().await;
    assert_eq!(report.tier.as_deref(), Some("A"), "{report:?}");
    let python: Vec<_> = report.runtimes.iter().filter(|one| one.name == "python").collect();
    assert!(python.iter().any(|one| one.usable && one.version.is_some() && one.path.is_some()), "{report:?}");
    for name in ["filesystem", "network", "syscalls"] {
        assert!(report.mechanisms.iter().any(|one| one.name == name && one.available), "{report:?}");
    }
    let postgres: Vec<_> = report.services.iter().filter(|one| one.name == "postgres").collect();
    assert_eq!(postgres.len(), 1);
    assert_eq!(
        (postgres[0].usable, postgres[0].version.is_some()),
        (has_postgres(), has_postgres()),
        "{report:?}"
    );
}

#[tokio::test]
async fn readiness_names_what_is_missing() {
    let ground = ground();
    assert_eq!(ground.local.ready("python", Some(">=3.10"), &[]).await, Ok(()));
    for (runtime, version, service, code) in [
        ("cobol", None, None, "QL-S001"),
        ("python", Some(">=9"), None, "QL-S002"),
        ("python", Some("newest!"), None, "QL-S003"),
        ("python", None, Some("oracle".to_owned()), "QL-S004"),
    ] {
        let services: Vec<String> = service.into_iter().collect();
        let error = ground.local.ready(runtime, version, &services).await.unwrap_err();
        assert_eq!(error.code, code, "{error:?}");
        assert!(error.hint.is_some());
    }
}

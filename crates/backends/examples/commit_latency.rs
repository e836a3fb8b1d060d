//! Commit latency beside this disk's bare fsync, interleaved: `cargo run -p backends --example commit_latency [steps]`.

use std::{fs, io::Write, time::Instant};

use backends::sqlite::{Options, Sqlite};
use domain::DropKind;
use store::{Runs, contract, ports::AuditLine, ports::Step};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let steps: u64 = std::env::args().nth(1).map_or(Ok(300), |n| n.parse())?;
    let folder = tempfile::tempdir_in(".")?;
    let started = Instant::now();
    let store =
        Sqlite::open(&folder.path().join("store.db").display().to_string(), Options::default()).await?;
    let opened_ms = started.elapsed().as_secs_f64() * 1e3;
    let mut bare = fs::File::create(folder.path().join("bare"))?;
    let (mut commits, mut prepares, mut syncs) = (Vec::new(), Vec::new(), Vec::new());
    store.create(contract::row("r1"), Vec::new()).await?;
    for seq in 1..=steps {
        let content: String = (0..1_500).map(|n| format!("def handler_{n}(x): return x * {seq}\n")).collect();
        let started = Instant::now();
        let drops =
            (0..3).map(|n| contract::drop_of("r1", DropKind::Code, &[], &format!("{n}{content}"))).collect();
        prepares.push(started.elapsed().as_secs_f64() * 1e3);
        let line = AuditLine {
            at: "t".into(),
            actor: "local".into(),
            action: "stage.done".into(),
            object: "r1".into(),
        };
        let mut step =
            Step { drops, audit: vec![line], outbox: vec![vec![b'x'; 200]], ..contract::step("r1", seq) };
        step.row.state = vec![b's'; 20_000];
        let started = Instant::now();
        store.commit(step).await?;
        commits.push(started.elapsed().as_secs_f64() * 1e3);

        let started = Instant::now();
        bare.write_all(&[b'x'; 48 << 10])?;
        bare.sync_data()?;
        syncs.push(started.elapsed().as_secs_f64() * 1e3);
    }
    store.close().await;
    let size = fs::metadata(folder.path().join("store.db"))?.len();
    let started = Instant::now();
    Sqlite::open(&folder.path().join("store.db").display().to_string(), Options::default()).await?;
    let again_ms = started.elapsed().as_secs_f64() * 1e3;
    let mut out = std::io::stdout().lock();
    writeln!(out, "open: new {opened_ms:.2} ms, with {size} bytes {again_ms:.2} ms")?;
    for (name, times) in
        [("prepare 3 drops", &mut prepares), ("commit", &mut commits), ("bare fsync", &mut syncs)]
    {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        writeln!(out, "{name}: median {:.3} ms, p95 {:.3} ms, p99 {:.3} ms", at(0.5), at(0.95), at(0.99))?;
    }
    Ok(())
}

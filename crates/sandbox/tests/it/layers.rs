//! Layers: made once, complete or not at all, used without a network.

use domain::roles::{Sandbox, SandboxFailure};
use domain::sandbox::{LayerMount, LayerRequest, Verdict};

use crate::support::{Ground, files, ground, ground_with, job, path, request, run, text};

fn entries(ground: &Ground) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(ground.folder.path().join("layers"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_layer_is_made_once_and_mounted_read_only() {
    let ground = ground();
    let mut asked = request(
        "cp in.txt deps/made.txt; mkdir -m 700 deps/shut; cat /proc/sys/kernel/random/uuid > deps/shut/once; echo installed",
        "deps",
    );
    asked.inputs = files(&[("in.txt", "input")]);
    let (first, log) = ground.local.layer(asked.clone()).await.unwrap();
    assert!(!first.cached);
    assert_eq!((text(&log).as_str(), first.exit_code), ("installed\n", 0));
    let (second, log) = ground.local.layer(asked.clone()).await.unwrap();
    assert!(second.cached);
    assert_eq!((second.key.clone(), text(&log)), (first.key.clone(), "installed\n".to_owned()));
    assert_eq!(entries(&ground), [first.key.to_string()]);

    let mut user = job("cat deps/made.txt deps/shut/once; touch deps/x; rm deps/made.txt");
    user.layers = vec![LayerMount { layer: second, at: path("deps") }];
    let outcome = run(&ground.local, user.clone()).await;
    let once = text(&outcome.stdout);
    assert!(once.starts_with("input") && once.len() > 30, "{outcome:?}");
    assert_eq!(text(&outcome.stderr).matches("Read-only file system").count(), 2, "{outcome:?}");
    assert_eq!(text(&run(&ground.local, user).await.stdout), once);

    let mut other = asked.clone();
    other.inputs = files(&[("in.txt", "changed")]);
    let (other, _) = ground.local.layer(other).await.unwrap();
    assert!(!other.cached && other.key != first.key);
}

#[tokio::test]
async fn a_failed_installation_leaves_its_log_and_no_layer() {
    let ground = ground();
    let asked = request("echo half > deps/half; echo 'no such package' >&2; exit 9", "deps");
    for _ in 0..2 {
        let failure = ground.local.layer(asked.clone()).await.unwrap_err();
        let SandboxFailure::Failed { error, log, exit_code } = failure else { panic!("{failure:?}") };
        assert_eq!((error.code.as_str(), exit_code), ("QL-S009", Some(9)));
        assert_eq!(text(&log), "no such package\n");
        assert!(error.message.ends_with("failed: it ended with code 9: no such package"), "{error}");
        assert_eq!(entries(&ground), Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_installation_that_fails_for_want_of_room_says_so() {
    let ground = ground_with(|config| config.least_free_bytes = u64::MAX);
    let failure = ground.local.layer(request("exit 9", "deps")).await.unwrap_err();
    let SandboxFailure::Lacks(error) = failure else { panic!("{failure:?}") };
    assert_eq!(error.code, "QL-S020");
    assert!(error.message.contains("`exit 9` failed with ") && error.message.contains("MiB left"), "{error}");
    ground.local.layer(request("echo whole > deps/state", "deps")).await.unwrap();
}

#[tokio::test]
async fn a_half_made_layer_is_never_used() {
    let ground = ground();
    let asked = request("echo whole > deps/state", "deps");
    let (layer, _) = ground.local.layer(asked.clone()).await.unwrap();
    let folder = ground.folder.path().join("layers");
    let place = folder.join(layer.key.to_string());
    // The leftovers of a maker that is gone.
    std::fs::create_dir_all(folder.join(".making-4194999-x/content")).unwrap();
    // As after a crash: content without a record, then a record whose content lost its end.
    let spoil: [&dyn Fn(); 2] = [&|| std::fs::remove_file(place.join("layer.json")).unwrap(), &|| {
        std::fs::write(place.join("content/state"), "wh").unwrap()
    }];
    for spoil in spoil {
        spoil();
        let (again, _) = ground.local.layer(asked.clone()).await.unwrap();
        assert!(!again.cached);
        assert_eq!(std::fs::read_to_string(format!("{}/state", again.path)).unwrap(), "whole\n");
        assert_eq!(entries(&ground), [again.key.to_string()]);
    }
}

#[tokio::test]
async fn two_makers_of_one_layer_make_one() {
    let ground = ground();
    let asked = request("cat /proc/sys/kernel/random/uuid > deps/id; sleep 0.2", "deps");
    let other = sandbox::Local::new(crate::support::config(ground.folder.path()));
    let (a, b) = futures::join!(ground.local.layer(asked.clone()), other.layer(asked));
    let (a, b) = (a.unwrap().0, b.unwrap().0);
    assert_eq!(a.key, b.key);
    assert_eq!(usize::from(a.cached) + usize::from(b.cached), 1);
}

/// A virtual environment with one dependency, built here, so that no index is needed.
fn environment() -> LayerRequest {
    let mut asked = request(
        "python3 -m venv .venv && .venv/bin/python -m pip install --quiet --no-index --no-deps ./wheel/tiny-1.0-py3-none-any.whl",
        ".venv",
    );
    let wheel = std::process::Command::new("/usr/bin/python3")
        .args(["-c", "import sys,zipfile,io\nb=io.BytesIO()\nz=zipfile.ZipFile(b,'w')\n\
            z.writestr('tiny.py','VALUE = 42\\n')\n\
            z.writestr('tiny-1.0.dist-info/METADATA','Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n')\n\
            z.writestr('tiny-1.0.dist-info/WHEEL','Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n\
            z.writestr('tiny-1.0.dist-info/RECORD','tiny.py,,\\ntiny-1.0.dist-info/METADATA,,\\ntiny-1.0.dist-info/WHEEL,,\\ntiny-1.0.dist-info/RECORD,,\\n')\n\
            z.close();sys.stdout.buffer.write(b.getvalue())"])
        .output()
        .unwrap();
    assert!(wheel.status.success());
    let file = domain::sandbox::BoxFile { content: wheel.stdout, executable: false };
    asked.inputs.insert(path("wheel/tiny-1.0-py3-none-any.whl"), file);
    asked
}

#[tokio::test]
async fn a_virtual_environment_installs_once_and_runs_without_a_network() {
    let ground = ground();
    let (layer, log) = match ground.local.layer(environment()).await {
        Ok(made) => made,
        Err(error) => panic!("{error:?}"),
    };
    assert!(layer.size_bytes > 1 << 20, "{}", text(&log));
    let compiled =
        std::process::Command::new("find").arg(&layer.path).args(["-name", "tiny.*.pyc"]).output().unwrap();
    assert!(!compiled.stdout.is_empty(), "runs would compile it again and again");
    let mut user = job(
        ".venv/bin/python -c 'import tiny; print(tiny.VALUE)'; ls /sys/class/net 2>&1; cat /proc/net/dev | grep -c :",
    );
    user.layers = vec![LayerMount { layer, at: path(".venv") }];
    let outcome = run(&ground.local, user).await;
    assert_eq!(outcome.verdict, Verdict::Ok, "{outcome:?}");
    let said = text(&outcome.stdout);
    // One interface: the loopback.
    assert!(said.starts_with("42\n") && said.ends_with("\n1\n"), "{said}");
}

#[tokio::test]
async fn the_operators_settings_reach_the_installation_and_not_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let wheels = folder.path().join("wheels");
    std::fs::create_dir(&wheels).unwrap();
    std::fs::write(wheels.join("here"), "seen").unwrap();
    let mut config = crate::support::config(folder.path());
    config.install_environment.insert("PIP_FIND_LINKS".into(), wheels.display().to_string());
    config.install_environment.insert("HTTPS_PROXY".into(), "http://canary:1".into());
    let local = sandbox::Local::new(config);
    let asked = request(
        "cat $PIP_FIND_LINKS/here; echo $HTTPS_PROXY; touch $PIP_FIND_LINKS/x; ls /etc/resolv.conf",
        "deps",
    );
    let (_, log) = local.layer(asked).await.map_err(|error| format!("{error:?}")).unwrap();
    let log = text(&log);
    for word in ["seen", "http://canary:1", "Read-only file system", "/etc/resolv.conf"] {
        assert!(log.contains(word), "{word} in {log}");
    }
    let outcome = run(&local, job(&format!("env; ls {} /etc/resolv.conf", wheels.display()))).await;
    let said = text(&outcome.stdout) + &text(&outcome.stderr);
    assert!(!said.contains("canary") && said.matches("No such file").count() == 2, "{said}");
}

#[tokio::test]
#[ignore = "needs a package index: cargo test -p sandbox -- --ignored real_index"]
async fn a_real_index_is_reached_with_the_operators_settings() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = crate::support::config(folder.path());
    let wanted = ["PIP_", "SSL_", "HTTP", "http", "NO_PROXY", "no_proxy", "REQUESTS_", "CURL_"];
    config.install_environment =
        std::env::vars().filter(|(name, _)| wanted.iter().any(|start| name.starts_with(start))).collect();
    let local = sandbox::Local::new(config);
    let asked = request(
        "python3 -m venv .venv && .venv/bin/python -m pip install fastapi uvicorn httpx pytest",
        ".venv",
    );
    let (layer, log) = local.layer(asked).await.map_err(|error| format!("{error:?}")).unwrap();
    println!("{} in {} ms, {} MiB", text(&log), layer.duration_ms, layer.size_bytes >> 20);
    let mut asked = job(".venv/bin/python -m uvicorn main:app --port $PORT");
    asked.files = files(&[(
        "main.py",
        "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/health')\ndef h(): return {'ok': True}\n",
    )]);
    asked.layers = vec![LayerMount { layer, at: path(".venv") }];
    asked.probe = Some(domain::sandbox::Probe {
        port: 8000,
        health: "/health".into(),
        fetch: vec!["/openapi.json".into()],
        start_within_ms: 10_000,
        stop_within_ms: 5_000,
    });
    let outcome = run(&local, asked).await;
    println!("{:?} {:?}", outcome.probe, outcome.usage);
    assert_eq!(outcome.verdict, Verdict::Ok, "{outcome:?}");
}

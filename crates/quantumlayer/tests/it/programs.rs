//! `run`: a program's own exit code, and limits with clear verdicts.

use crate::support::Home;

#[test]
fn a_program_runs_with_its_own_output_and_exit_code() {
    let home = Home::new();
    let file = home.write("hello.py", "import sys\nprint('hello', sys.argv[1:])\nsys.exit(7)\n");
    let ended = home.run(&["run", file.to_str().unwrap(), "--", "a", "b"]).code(7);
    assert_eq!(ended.stdout, "hello ['a', 'b']\n");
    let ended = home.run(&["run", file.to_str().unwrap(), "--json"]).code(7);
    let document = ended.json();
    assert_eq!(
        (document["verdict"].as_str(), document["exit_code"].as_i64()),
        (Some("runtime_error"), Some(7))
    );
}

#[test]
fn standard_input_reaches_the_program() {
    let home = Home::new();
    let file = home.write("up.py", "import sys\nprint(sys.stdin.read().upper(), end='')\n");
    let ended = home.run_with_input(&["run", file.to_str().unwrap()], b"quiet").code(0);
    assert_eq!(ended.stdout, "QUIET");
}

#[test]
fn a_limit_is_a_clear_verdict() {
    let home = Home::new();
    let endless = home.write("endless.py", "while True: pass\n");
    let document = home.run(&["run", endless.to_str().unwrap(), "--timeout", "1", "--json"]).code(124).json();
    assert!(["wall_time", "cpu_time"].contains(&document["verdict"].as_str().unwrap()), "{document:#}");
    let greedy = home.write("greedy.py", "x = bytearray(4 << 30)\n");
    let document = home.run(&["run", greedy.to_str().unwrap(), "--memory", "128", "--json"]);
    assert_ne!(document.code, Some(0));
    home.run(&["run", endless.to_str().unwrap(), "--timeout", "0"]).code(2);
    home.run(&["run", endless.to_str().unwrap(), "--timeout", "nan"]).code(2);
}

#[test]
fn java_takes_the_memory_that_it_needs_and_no_part_of_the_machines() {
    let home = Home::new();
    // Ten gigabytes of garbage, of which a megabyte is alive.
    let text = "public class Garbage { public static void main(String[] a) { byte[][] kept = new byte[20][];\
                for (int i = 0; i < 200000; i++) kept[i % 20] = new byte[50000]; System.out.println(kept.length); } }";
    let file = home.write("Garbage.java", text);
    let ended = home.run(&["run", file.to_str().unwrap(), "--memory", "100"]);
    if ended.code != Some(127) {
        assert_eq!(ended.code(0).stdout, "20\n");
    }
}

#[test]
fn typescript_finds_modules_by_the_names_that_its_settings_give_them() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("own/src/deep")).unwrap();
    home.write(
        "own/tsconfig.json",
        r#"{ /* ours */ "compilerOptions": { "paths": { "@/*": ["./src/*"] }, }, }"#,
    );
    home.write("own/src/index.ts", "import { one } from '@/deep/one';\nconsole.log(one as number);\n");
    home.write(
        "own/src/deep/one.ts",
        "import { two } from '@/two.js';\nexport const one: number = two - 1;\n",
    );
    home.write("own/src/two.js", "export const two = 2;\n");
    let ended = home.run(&["run", "own"]);
    if ended.code != Some(127) {
        assert_eq!(ended.code(0).stdout, "1\n");
    }
}

#[test]
fn a_program_sees_no_network_and_none_of_our_environment() {
    let home = Home::new();
    let file = home.write(
        "peek.py",
        "import os, socket\nprint('SECRET_CANARY' in os.environ)\ntry:\n    socket.create_connection(('1.1.1.1', 53), 2)\n    print('out')\nexcept OSError:\n    print('closed')\n",
    );
    let output = home.command(&["run", file.to_str().unwrap()]).env("SECRET_CANARY", "x").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "False\nclosed\n");
}

#[test]
fn a_file_that_is_not_there_is_bad_input() {
    let ended = Home::new().run(&["run", "no-such-file.py"]).code(2);
    assert!(ended.stderr.contains("no-such-file.py"), "{}", ended.stderr);
}

#[test]
fn an_unknown_language_ends_with_127() {
    let home = Home::new();
    let file = home.write("x.cob", "");
    home.run(&["run", file.to_str().unwrap()]).code(127);
}

#[test]
fn other_languages_run_by_their_ending_and_folders_by_what_is_in_them() {
    let home = Home::new();
    if std::path::Path::new("/usr/bin/node").exists() {
        let file =
            home.write("hello.js", "console.log('hello', process.argv.slice(2).join(' ')); process.exit(5)");
        let ended = home.run(&["run", file.to_str().unwrap(), "--", "a b"]).code(5);
        assert_eq!(ended.stdout, "hello a b\n");
    }
    if std::path::Path::new("/usr/bin/javac").exists() {
        let bad = home.write("Bad.java", "class Bad { int x = ; }");
        let ended = home.run(&["run", bad.to_str().unwrap(), "--json"]).code(126);
        assert_eq!(ended.json()["verdict"], "compile_error");
    }
    std::fs::create_dir(home.path().join("two")).unwrap();
    let file = home.write("two/app.py", "import part\nprint(part.x)\n");
    home.write("two/part.py", "x = 'part'\n");
    let ended = home.run(&["run", file.parent().unwrap().to_str().unwrap()]).code(0);
    assert_eq!(ended.stdout, "part\n");
    home.run(&["run", file.parent().unwrap().to_str().unwrap(), "--entry", "none.py"]).code(2);
}

#[test]
fn output_past_the_limit_ends_the_program_or_is_cut() {
    let home = Home::new();
    let file = home.write("loud.py", "print('x' * (20 << 20))\n");
    let ended = home.run(&["run", file.to_str().unwrap(), "--json"]).code(124).json();
    assert_eq!(ended["verdict"], "output");
    let cut =
        home.run(&["run", file.to_str().unwrap(), "--on-output-limit", "truncate", "--json"]).code(0).json();
    assert_eq!((cut["verdict"].as_str(), cut["truncated"]["stdout"].as_bool()), (Some("ok"), Some(true)));
}

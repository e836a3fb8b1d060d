//! Every language runs a file with arguments and input, in whatever version this machine has.
//!
//! A language that is not installed is named with how to get it; that is checked in its place.

use domain::ProjectPath;
use domain::roles::{Sandbox, SandboxFailure};
use domain::sandbox::{Command, Verdict};
use sandbox::Program;

use crate::support::{Ground, files, ground, job, path, run, text};

/// Prints `hello <argument> <line of input>` and ends with code 3.
const HELLO: [(&str, &str, &str); 8] = [
    ("python", "main.py", "import sys\nprint('hello', sys.argv[1], input())\nsys.exit(3)"),
    (
        "javascript",
        "main.js",
        "const line = require('fs').readFileSync(0, 'utf8').trim();\n\
         console.log('hello', process.argv[2], line); process.exitCode = 3;",
    ),
    (
        "typescript",
        "main.ts",
        "import { readFileSync } from 'node:fs';\nconst line: string = readFileSync(0, 'utf8').trim();\n\
         interface Ending { code: number }\nconst ending: Ending = { code: 3 };\n\
         console.log('hello', process.argv[2] as string, line); process.exitCode = ending.code;",
    ),
    ("ruby", "main.rb", "puts \"hello #{ARGV[0]} #{STDIN.gets.strip}\"; exit 3"),
    ("php", "main.php", "<?php echo 'hello ', $argv[1], ' ', trim(fgets(STDIN)), \"\\n\"; exit(3);"),
    (
        "go",
        "main.go",
        "package main\nimport (\"bufio\"; \"fmt\"; \"os\"; \"strings\")\nfunc main() {\n\
         line, _ := bufio.NewReader(os.Stdin).ReadString('\\n')\n\
         fmt.Println(\"hello\", os.Args[1], strings.TrimSpace(line))\nos.Exit(3) }",
    ),
    (
        "java",
        "Main.java",
        "package some.where;\npublic class Main { public static void main(String[] args) throws Exception {\n\
         var line = new java.io.BufferedReader(new java.io.InputStreamReader(System.in)).readLine();\n\
         System.out.println(\"hello \" + args[0] + \" \" + line); System.exit(3); } }",
    ),
    (
        "rust",
        "main.rs",
        "fn main() { let mut line = String::new(); std::io::stdin().read_line(&mut line).unwrap();\n\
         println!(\"hello {} {}\", std::env::args().nth(1).unwrap(), line.trim()); std::process::exit(3) }",
    ),
];

fn program(language: &str, name: &str, source: &str) -> Program {
    Program {
        language: language.into(),
        version: None,
        files: files(&[(name, source)]),
        entry: None,
        args: vec!["a b".into()],
        dependencies: None,
    }
}

/// None where this machine does not have the language, after a look at how that is said.
async fn usable(ground: &Ground, language: &str) -> Option<()> {
    match ground.local.ready(language, None, &[]).await {
        Ok(()) => Some(()),
        Err(lacks) => {
            // One that is there must work.
            assert_eq!(lacks.code, "QL-S002", "{language}: {lacks:?}");
            assert!(lacks.hint.is_some_and(|hint| hint.contains("install")), "{language}");
            None
        }
    }
}

#[tokio::test]
async fn a_file_of_every_language_runs_with_arguments_input_and_exit_code() {
    let ground = ground();
    for (language, name, source) in HELLO {
        if usable(&ground, language).await.is_none() {
            continue;
        }
        let asked = program(language, name, source);
        let ready = ground.local.prepare(asked.clone()).await.unwrap_or_else(|e| panic!("{language}: {e:?}"));
        let again = ground.local.prepare(asked.clone()).await.unwrap();
        assert!(again.layers.iter().all(|mount| mount.layer.cached), "{language} is compiled once");
        let mut job = job("");
        job.runtime = language.into();
        job.command = Command::Argv(ready.command);
        job.files = asked.files;
        job.files.extend(ready.files);
        job.layers = ready.layers;
        job.stdin = b"typed\n".to_vec();
        let outcome = run(&ground.local, job).await;
        assert_eq!(text(&outcome.stdout), "hello a b typed\n", "{language}: {outcome:?}");
        assert_eq!((outcome.verdict, outcome.exit_code), (Verdict::RuntimeError, Some(3)), "{language}");
    }
}

#[tokio::test]
async fn what_does_not_compile_says_so_in_the_compilers_words() {
    let ground = ground();
    for (language, name) in [("go", "main.go"), ("java", "Main.java"), ("rust", "main.rs")] {
        if usable(&ground, language).await.is_none() {
            continue;
        }
        let failure = ground.local.prepare(program(language, name, "this is no program")).await.unwrap_err();
        let SandboxFailure::Failed { log, exit_code, .. } = failure else {
            panic!("{language}: {failure:?}")
        };
        let log = String::from_utf8_lossy(&log).into_owned();
        assert!(exit_code.is_some_and(|code| code != 0) && log.contains(name), "{language}: {log}");
    }
}

#[tokio::test]
async fn an_entry_that_is_not_there_is_named() {
    let ground = ground();
    let mut asked = program("python", "main.py", "");
    asked.entry = Some(ProjectPath::parse("other.py").unwrap());
    let SandboxFailure::Lacks(error) = ground.local.prepare(asked.clone()).await.unwrap_err() else {
        panic!()
    };
    assert_eq!(error.code, "QL-S018");
    asked.entry = None;
    asked.files = files(&[("one.py", ""), ("two.py", "")]);
    let SandboxFailure::Lacks(error) = ground.local.prepare(asked.clone()).await.unwrap_err() else {
        panic!()
    };
    assert!(error.message.contains("main.py"), "{error:?}");
    asked.files = files(&[("one.py", ""), ("app.py", "")]);
    assert_eq!(ground.local.prepare(asked).await.unwrap().command, ["python3", "app.py", "a b"]);
    assert_eq!(path("app.py").extension(), Some("py"));
}

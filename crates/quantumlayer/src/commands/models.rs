//! `models`: what can be asked from here, why the rest cannot, and one question to see it work.

use clap::{Args, Subcommand};
use domain::{
    Explain,
    llm::{Question, Said, Speaker},
    roles::Llm,
};
use llm::discover::{self, Scope, Seen};

use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    owner,
    terminal::{Terminal, clean, table::table},
    wiring,
};

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Ask one question and show the answer, who gave it, and what it cost
    Try {
        #[arg(default_value = "Answer with one word: what is the capital of France?")]
        question: String,
        /// A route's name, or provider/model
        #[arg(long, value_name = "ROUTE", default_value = "default")]
        model: String,
        /// Longest answer, in tokens
        #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..))]
        max_tokens: u64,
        #[arg(long)]
        json: bool,
    },
}

impl Arguments {
    pub fn json(&self) -> bool {
        self.json || matches!(&self.action, Some(Action::Try { json: true, .. }))
    }
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    match arguments.action {
        None => list(config, terminal).await,
        Some(Action::Try { question, model, max_tokens, .. }) => {
            ask(question, model, max_tokens, config, terminal).await
        }
    }
}

async fn list(config: &Config, terminal: &Terminal) -> Result<Code> {
    let mut settings = wiring::models(config)?;
    let seen = discover::look(&settings, Scope::All)
        .await
        .map_err(|fault| Failure::new(Code::USAGE, fault.explained()))?;
    discover::adopt(&mut settings, &seen);
    let code = if seen.iter().any(|seen| seen.usable) { Code::DONE } else { Code::LACKS };
    if terminal.json {
        let routes: serde_json::Map<String, serde_json::Value> = settings
            .routes
            .iter()
            .map(|(name, route)| (name.clone(), serde_json::to_value(route).unwrap_or_default()))
            .collect();
        terminal.document(&serde_json::json!({
            "usable": code == Code::DONE, "providers": seen, "routes": routes,
        }))?;
        return Ok(code);
    }
    if seen.is_empty() {
        terminal.say(NOTHING)?;
        return Ok(code);
    }
    let rows = seen.iter().flat_map(rows);
    terminal.say(table(["MODEL", "CONTEXT", "STATE"], rows))?;
    for name in settings.routes.keys() {
        terminal.say(format!("route {}", clean(name)))?;
    }
    if code != Code::DONE {
        terminal.say(NOTHING)?;
    }
    Ok(code)
}

const NOTHING: &str = "no model can be asked: start Ollama, LM Studio or llama-server here, or \
                       `quantumlayer keys add openai` (anthropic, groq, bedrock)";

fn rows(seen: &Seen) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    let where_it_is = match seen.server {
        Some(server) => format!("{server} at {}", seen.address),
        None => seen.address.clone(),
    };
    let state = match (seen.usable, &seen.why) {
        (true, None) => format!("usable, {where_it_is}"),
        (true, Some(why)) => format!("usable, {where_it_is}; {why}"),
        (false, why) => format!("not usable, {where_it_is}: {}", why.as_deref().unwrap_or("no reason known")),
    };
    if seen.models.is_empty() {
        rows.push([format!("{}/…", seen.provider), String::new(), state]);
        return rows;
    }
    for model in &seen.models {
        let context = model.context.map(|tokens| tokens.to_string()).unwrap_or_default();
        rows.push([format!("{}/{}", seen.provider, model.name), context, state.clone()]);
    }
    rows
}

async fn ask(
    question: String,
    model: String,
    max_tokens: u64,
    config: &Config,
    terminal: &Terminal,
) -> Result<Code> {
    let router = wiring::router(config).await?;
    if let Err(error) = router.ready() {
        return Err(Failure::new(Code::LACKS, error));
    }
    let asked = Question {
        model,
        messages: vec![Said { by: Speaker::User, text: question }],
        max_output_tokens: Some(max_tokens),
        metadata: [("stage".to_owned(), "models try".into())].into_iter().collect(),
        ..Question::default()
    };
    // It costs money like any other call, so it stands in the same book.
    let store = wiring::spending(config).await?;
    let writing = router.open_books(store, owner::this_process(), &owner::is_alive).await?;
    let asking = async {
        let reply = router.ask(asked).await;
        router.close_books();
        reply
    };
    let (reply, ()) = tokio::join!(asking, writing);
    let reply = reply.map_err(|error| Failure::new(Code::FAILED, error))?;
    let cost =
        reply.cost_nano_usd.map(|nano| format!("{}.{:09}", nano / 1_000_000_000, nano % 1_000_000_000));
    if terminal.json {
        terminal.document(&serde_json::json!({
            "text": reply.text, "target": reply.target, "finish": reply.finish, "attempts": reply.attempts,
            "usage": reply.usage, "cost_usd": cost,
        }))?;
        return Ok(Code::DONE);
    }
    terminal.say(clean(&reply.text))?;
    let cost = cost.map_or_else(|| "without a known price".to_owned(), |cost| format!("{cost} USD"));
    terminal.note(format!(
        "{} ({}), {} attempt(s), {} + {} tokens, {cost}",
        clean(&reply.target),
        clean(&reply.finish),
        reply.attempts,
        reply.usage.input + reply.usage.cached + reply.usage.cache_write,
        reply.usage.output + reply.usage.reasoning,
    ));
    Ok(Code::DONE)
}

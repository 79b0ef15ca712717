//! `dateline mcp`: the archive for programs that speak the Model Context Protocol, over stdin and stdout.
//!
//! `tools` says what can be called and with what, `calls` answers. What a tool gives is what the verb of its name writes under
//! `--format json`. Nothing is written to the archive, and nothing but the protocol to stdout.

mod calls;
mod desk;
mod tools;

use std::io;
use std::sync::Arc;

use clap::Args;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, JsonObject, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig,
};
use rmcp::service::{RequestContext, RoleServer, ServerInitializeError};
use rmcp::{ErrorData, ServerHandler, ServiceExt};

use super::corpus::Corpus;
use super::failure::Failure;
use super::{Global, Outcome, Ran};
use calls::Answered;
use desk::Desk;

/// Answer programs that speak the Model Context Protocol, over stdin and stdout
///
/// Tools: search, count, show, timeline, facets, kwic; they only read. Ends with its input. In the settings of a client:
/// {"mcpServers": {"dateline": {"command": "dateline", "args": ["mcp", "--index", "/path/to/archive"]}}}
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline mcp\n  dateline mcp --index ~/archive")]
pub(super) struct Mcp {}

impl Mcp {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let desk = Desk::open(Corpus::to_read(global)?)?;
        global.note(&format!("{}: answers the Model Context Protocol on stdin until it ends", desk.corpus.shown()));
        let server = Server { instructions: desk.instructions()?, desk: Arc::new(desk) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let served = runtime.block_on(serve(server));
        // A read that waits on stdin cannot be called off: it goes with the process.
        runtime.shutdown_background();
        served
    }
}

async fn serve(server: Server) -> Ran {
    let failed = |error: &dyn std::error::Error| Failure::new(format!("mcp: {error}"));
    match server.serve(rmcp::transport::stdio()).await {
        Ok(running) => running.waiting().await.map(|_| Outcome::Done).map_err(|error| failed(&error)),
        // Whoever closes before a word was said has nothing to ask.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(Outcome::Done),
        Err(ServerInitializeError::TransportError { error, .. }) => Err(match error.error.downcast::<io::Error>() {
            Ok(error) => Failure::from(*error),
            Err(error) => failed(&*error),
        }),
        Err(error) => Err(failed(&error)),
    }
}

struct Server {
    desk: Arc<Desk>,
    instructions: String,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("dateline", env!("CARGO_PKG_VERSION")))
            .with_instructions(self.instructions.clone())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::list()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let name = request.name.into_owned();
        let Some(tool) = tools::named(&name) else {
            return Err(ErrorData::invalid_params(format!("expected a tool of this server, found `{name}`"), None));
        };
        let (desk, arguments) = (self.desk.clone(), request.arguments.unwrap_or_default());
        // On a thread of its own: a long answer holds up no other.
        let answered = tokio::task::spawn_blocking(move || calls::call(&desk, &tool, arguments)).await;
        match answered {
            Ok(answered) => Ok(result(answered).into()),
            Err(error) => Err(ErrorData::internal_error(format!("{name}: {error}"), None)),
        }
    }
}

/// Puts an answer, or why there is none, in the form of the protocol.
fn result(answered: Result<Answered, Failure>) -> CallToolResult {
    match answered {
        Ok(Answered { text, content }) => {
            let mut result = CallToolResult::structured(content);
            result.content = vec![ContentBlock::text(text)];
            result
        }
        Err(failure) => CallToolResult::error(vec![ContentBlock::text(failure.shown())]),
    }
}

/// Takes what serde_json made of a literal for an object.
fn object(value: serde_json::Value) -> JsonObject {
    match value {
        serde_json::Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}

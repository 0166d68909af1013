//! The HTTP surface. The only place that names the web framework.

mod access;
mod actor;
mod cases;
mod extract;
mod gate;
mod health;
mod intakes;
mod library;
mod openapi;
mod pages;
mod policy;
pub mod problem;
mod problem_page;
mod reviews;
mod routes;
mod unread;
mod wire;

pub use routes::{Access, access};

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App as Site, Error, HttpServer, web};

use crate::app::App;

/// Connections held at once by all workers together; the next ones wait in the backlog. A request
/// holds at most 256 KiB of body, so this is a bound of 256 MiB.
const MAX_CONNECTIONS: usize = 1024;

/// Time for the line and the headers of a request.
const HEAD_DEADLINE: Duration = Duration::from_secs(5);

/// Time a connection that is being closed may still send what nobody reads.
const CLOSE_DEADLINE: Duration = Duration::from_secs(1);

/// Time an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Time for answers that are under way when the service stops: longer than a slow body may take.
const STOP_DEADLINE_SECONDS: u64 = 15;

/// The site as it is served; tests use the same one.
pub fn create_app(
    app: Arc<App>,
) -> Site<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    >,
> {
    Site::new()
        .app_data(web::Data::from(app))
        .configure(routes::configure)
        .wrap(from_fn(gate::gate))
}

/// Serves on that listener; the handle of the server stops it after what was accepted is done.
///
/// # Errors
///
/// If the listener cannot be used.
pub fn serve(app: Arc<App>, listener: TcpListener) -> io::Result<Server> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let server = HttpServer::new(move || create_app(Arc::clone(&app)))
        .workers(workers)
        .max_connections(MAX_CONNECTIONS / workers.max(1))
        .client_request_timeout(HEAD_DEADLINE)
        .client_disconnect_timeout(CLOSE_DEADLINE)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(STOP_DEADLINE_SECONDS)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

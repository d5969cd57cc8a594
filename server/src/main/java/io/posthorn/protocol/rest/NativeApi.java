package io.posthorn.protocol.rest;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.http.Audit;
import io.posthorn.http.DeniedException;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.Protocol;
import io.posthorn.http.Refusal;
import io.posthorn.http.Reply;
import io.posthorn.monitor.Monitor;
import io.posthorn.storage.NodeInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The native API, version 1: everything below {@code /v1/}. Specified in {@code
 * docs/protocol-rest.md}. A request is matched to a route, which says what it needs; only then its
 * handler is called.
 */
public final class NativeApi implements Protocol {
  private final Broker broker;
  private final EnqueueRoutes enqueue;
  private final TaskRoutes tasks;
  private final TopicRoutes topics;
  private final HandOutRoutes handOut;
  private final MessageRoutes messages;
  private final RedriveRoute redrive;
  private final QueueRoutes queues;
  private final BackupRoutes backups;
  private final SessionRoute session;
  private final Guard guard;
  private @Nullable MonitorRoutes monitor;

  /** Serves {@code broker} to everybody, without backups; {@code clock} is its engine's. */
  public NativeApi(Broker broker, BrokerLimits limits, InstantSource clock) {
    this(
        broker,
        limits,
        clock,
        StoreCopies.none("This server keeps nothing to copy."),
        Guard.open());
  }

  /** Serves {@code broker} to those whom {@code guard} lets in; {@code clock} is its engine's. */
  public NativeApi(
      Broker broker, BrokerLimits limits, InstantSource clock, StoreCopies copies, Guard guard) {
    this.broker = broker;
    this.guard = guard;
    session = new SessionRoute(guard);
    backups = new BackupRoutes(copies);
    enqueue = new EnqueueRoutes(broker, limits, clock);
    tasks = new TaskRoutes(broker, limits, clock, guard);
    topics = new TopicRoutes(broker, limits, enqueue, guard);
    handOut = new HandOutRoutes(broker, limits, guard);
    messages = new MessageRoutes(broker, limits, clock, guard);
    redrive = new RedriveRoute(broker, limits);
    queues = new QueueRoutes(broker, limits, clock, guard);
  }

  /**
   * Shows what {@code watching} sees, too, and {@code node} beside {@code others}. Before the
   * listener starts.
   */
  public NativeApi watchedBy(Monitor watching, Node node, Supplier<List<NodeInfo>> others) {
    monitor = new MonitorRoutes(broker, watching, guard, new OverviewJson(node, others));
    return this;
  }

  @Override
  public void handle(Exchange exchange) {
    Exchange heard = exchange;
    try {
      // Who is not let in does not learn what there is.
      guard.identify(exchange);
      Call call = NativePaths.match(exchange.method(), exchange.path());
      exchange.route(call.route().label());
      heard = Audit.of(exchange, call.route(), call.named());
      guard.check(heard, call.route(), call.named());
      dispatch(heard, call);
    } catch (RuntimeException e) {
      heard.reply(ErrorMapper.reply(e));
    }
  }

  @Override
  public @Nullable Supplier<Reply> admit(Exchange exchange) {
    try {
      guard.identify(exchange);
      return null;
    } catch (DeniedException e) {
      return e.denial()::reply;
    }
  }

  @Override
  public Reply refuse(Exchange exchange, Refusal refusal) {
    return ErrorMapper.reply(ErrorMapper.problem(refusal));
  }

  private void dispatch(Exchange exchange, Call call) {
    switch (call.route()) {
      case SESSION -> session.get(exchange);
      case LIST_QUEUES -> queues.list(exchange);
      case GET_QUEUE -> queues.get(exchange, call.name());
      case PUT_QUEUE -> queues.put(exchange, call.name());
      case PATCH_QUEUE -> queues.patch(exchange, call.name());
      case DELETE_QUEUE -> queues.delete(exchange, call.name());
      case PAUSE_QUEUE -> queues.pause(exchange, call.name(), true);
      case RESUME_QUEUE -> queues.pause(exchange, call.name(), false);
      case PURGE_QUEUE -> queues.purge(exchange, call.name());
      case REDRIVE -> redrive.redrive(exchange, call.name());
      case ENQUEUE -> enqueue.single(exchange, call.name());
      case ENQUEUE_BATCH -> enqueue.batch(exchange, call.name());
      case ADD_TASK -> tasks.single(exchange, call.name());
      case ADD_TASKS -> tasks.batch(exchange, call.name());
      case PUT_TASK -> tasks.put(exchange, call.name(), call.last());
      case TAKE -> handOut.take(exchange, call.name());
      case RESERVE -> handOut.reserve(exchange, call.name());
      case RESERVE_ANY -> handOut.reserveAny(exchange);
      case SETTLE -> handOut.settle(exchange, call.name());
      case BROWSE -> messages.browse(exchange, call.name());
      case GET_MESSAGE -> messages.get(exchange, call.name(), call.last());
      case CANCEL_MESSAGE -> messages.cancel(exchange, call.name(), call.last());
      case PATCH_MESSAGE -> messages.patch(exchange, call.name(), call.last());
      case RUN_MESSAGE -> messages.run(exchange, call.name(), call.last());
      case PAUSE_MESSAGE -> messages.pause(exchange, call.name(), call.last(), true);
      case RESUME_MESSAGE -> messages.pause(exchange, call.name(), call.last(), false);
      case LIST_TOPICS -> topics.list(exchange);
      case GET_TOPIC -> topics.get(exchange, call.name());
      case PUT_TOPIC -> topics.put(exchange, call.name());
      case DELETE_TOPIC -> topics.delete(exchange, call.name());
      case PUBLISH -> topics.publish(exchange, call.name());
      case OVERVIEW -> monitor(exchange).overview(exchange);
      case HISTORY -> monitor(exchange).history(exchange, call.name());
      case EVENTS -> monitor(exchange).events(exchange);
      case MAKE_BACKUP -> backups.make(exchange);
      case DROP_BACKUP -> backups.drop(exchange);
      default -> throw new IllegalStateException(call.route() + " is no native route");
    }
  }

  private MonitorRoutes monitor(Exchange exchange) {
    if (monitor == null) {
      throw NativePaths.noSuchPath(exchange.path());
    }
    return monitor;
  }
}

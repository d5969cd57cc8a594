package io.posthorn.storage;

import org.jspecify.annotations.Nullable;

/**
 * One place where queues and their messages are kept.
 *
 * <p>All verbs are asynchronous. Their futures complete on a thread of the engine that must not be
 * blocked; the futures of one group commit complete together. A future fails with {@link
 * StorageException} only: expected outcomes are values. Methods may be called from any thread and
 * never block.
 */
public interface StorageEngine extends AutoCloseable {
  /** The verbs on messages. */
  MessageStore messages();

  /** The verbs on queues. */
  QueueCatalog queues();

  /** The verbs on topics. */
  TopicCatalog topics();

  /** Who else works on what this engine works on; null = nobody else can. */
  default @Nullable NodeCatalog nodes() {
    return null;
  }

  /** What decides about durability, where no queue may name its own; null = each may. */
  default @Nullable String durabilityDecidedBy() {
    return null;
  }

  /** Whether no other process can hold leases on its queues. */
  boolean exclusive();

  /**
   * The clock of every instant that the engine answers: its elapsed timeline. Its wall clock
   * decides about instants that callers give.
   */
  EngineClock clock();

  /** Says whether work is likely to succeed now. */
  Health check();

  /**
   * Sets the one listener that hears when messages become visible. Called on an engine thread after
   * the change is answered; must return at once.
   */
  void onVisible(VisibilityListener listener);

  /** Finishes what was begun, makes it durable and releases everything. Verbs called later fail. */
  @Override
  void close();

  /**
   * Whether the engine works.
   *
   * @param reads whether reads are likely to succeed
   * @param writes whether changes are
   * @param detail one sentence; empty when all is well
   */
  record Health(boolean reads, boolean writes, String detail) {
    /** All is well. */
    public static final Health UP = new Health(true, true, "");
  }
}

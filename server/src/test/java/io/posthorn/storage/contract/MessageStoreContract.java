package io.posthorn.storage.contract;

/** What every engine does with messages, theme by theme. */
public abstract class MessageStoreContract extends EngineContract
    implements EnqueueContract,
        AlikeContract,
        NamesContract,
        HandOutContract,
        LifeContract,
        LeaseContract,
        RetryContract,
        BrowseContract,
        ChangeContract,
        SweepContract,
        RetentionContract,
        RingContract,
        ListenerContract,
        TaskContract,
        RepeatContract,
        AmendContract,
        PushBoundsContract,
        OrderedContract,
        EndLeasesContract,
        TopicCatalogContract,
        TraceContract {}

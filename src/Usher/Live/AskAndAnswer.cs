using System.Collections.Immutable;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>A question of the Q&amp;A. Until it is published only the backstage and its asker see it and its answers.</summary>
/// <param name="Id">As the asker's client named it.</param>
public sealed record Question(
    long Sequence, string Id, ParticipantId By, string Name, string Text, DateTimeOffset At, bool Published, ImmutableList<QuestionAnswer> Answers)
{
    /// <summary>The question as everyone may see it.</summary>
    internal Question ForEveryone => this with { Answers = Answers.RemoveAll(answer => answer.Private) };

    /// <summary>What became everyone's in the place of what was known of it; what was said in private stays as it was.</summary>
    internal Question Opened(Question forEveryone) => forEveryone with
    {
        Answers = [.. Answers.Select(answer => forEveryone.Answers.Find(answer.IsSameAs) ?? answer).Union(forEveryone.Answers)],
    };
}

/// <summary>An answer to a question of the audience.</summary>
/// <param name="Sequence">Of its event, by which it is spoken of.</param>
/// <param name="Private">Given to the asker alone, beside the backstage: publishing the question does not publish it.</param>
public sealed record QuestionAnswer(ParticipantId By, string Name, string Text, DateTimeOffset At, long Sequence = 0, bool Private = false)
{
    /// <summary>The first logs did not number answers.</summary>
    internal bool IsSameAs(QuestionAnswer other) => By == other.By && At == other.At && Text == other.Text;
}

/// <summary>Ask a question.</summary>
public sealed record Ask(string Id, string Text) : WritingCommand(Text)
{
    internal override string ActId => Id;
    internal override LiveAct Act => LiveAct.AskQuestion;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        // Questions are spoken of by their ids, so those are the session's and not only their asker's.
        if (state.FindQuestion(Id) is { } taken) return taken.By == by.Id ? Decision.AlreadyAt(taken.Sequence) : LiveProblems.IdTaken;
        var sequence = state.Sequence + 1;
        return new Asked(new(sequence, Id, by.Id, by.Name, Text, now, Published: false, [])) { Sequence = sequence, At = now };
    }
}

/// <summary>Answer a question, to all if it is published, and otherwise to its asker and the backstage.</summary>
/// <param name="Question">Its id.</param>
public sealed record Answer(string Question, string Text) : WritingCommand(Text)
{
    internal override LiveAct Act => LiveAct.AnswerQuestion;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        if (state.FindQuestion(Question) is not { } question) return LiveProblems.UnknownQuestion;
        // The same answer by the same person is the same act: a client that lost the acknowledgement may send it again.
        if (question.Answers.Any(answer => answer.By == by.Id && answer.Text == Text)) return Decision.AlreadyAt(state.Sequence);
        var sequence = state.Sequence + 1;
        return new Answered(question.Id, new(by.Id, by.Name, Text, now, sequence, Private: !question.Published), question.Published ? null : question.By)
        {
            Sequence = sequence,
            At = now,
        };
    }
}

/// <summary>Show a question to everyone. Answers that were given in private stay so: <see cref="PublishAnswer"/> is for those.</summary>
/// <param name="Question">Its id.</param>
public sealed record Publish(string Question) : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandleQuestion;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        if (state.FindQuestion(Question) is not { } question) return LiveProblems.UnknownQuestion;
        if (question.Published) return Decision.AlreadyAt(state.Sequence);
        return new Published((question with { Published = true }).ForEveryone) { Sequence = state.Sequence + 1, At = now };
    }
}

/// <summary>Show an answer that was given in private to everyone, and its question with it.</summary>
/// <param name="Question">Its id.</param>
/// <param name="Number">The sequence of the answer.</param>
public sealed record PublishAnswer(string Question, long Number) : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandleQuestion;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        if (state.FindQuestion(Question) is not { } question) return LiveProblems.UnknownQuestion;
        if (question.Answers.Find(answer => answer.Sequence == Number) is not { } chosen) return LiveProblems.UnknownAnswer;
        if (!chosen.Private) return Decision.AlreadyAt(state.Sequence);
        var opened = question with { Published = true, Answers = question.Answers.Replace(chosen, chosen with { Private = false }) };
        return new Published(opened.ForEveryone) { Sequence = state.Sequence + 1, At = now };
    }
}

/// <summary>Somebody asked.</summary>
public sealed record Asked(Question Question) : LiveEvent
{
    public override Audience Audience => new(Backstage: true, Also: Question.By);

    internal override LiveState ApplyTo(LiveState state) =>
        state.With(Question).Noting(Question.By, new(Question.Id, Sequence, At));
}

/// <summary>Somebody answered.</summary>
/// <param name="Question">Its id.</param>
/// <param name="Asker">To whom alone, beside the backstage; null when the question is published.</param>
public sealed record Answered(string Question, QuestionAnswer Answer, ParticipantId? Asker) : LiveEvent
{
    public override Audience Audience => new(Backstage: Asker is not null, Also: Asker);

    internal override LiveState ApplyTo(LiveState state) =>
        (state.FindQuestion(Question) is { } question ? state.With(question with { Answers = question.Answers.Add(Numbered) }) : state)
        .Noting(Answer.By, new("", Sequence, At));

    // As the first logs left it to the event to say.
    private QuestionAnswer Numbered => Answer with { Sequence = Sequence, Private = Asker is not null };
}

/// <summary>A question became everybody's to see, or another of its answers did.</summary>
/// <param name="Question">With those of its answers that are everyone's.</param>
public sealed record Published(Question Question) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) => state.With(state.FindQuestion(Question.Id)?.Opened(Question) ?? Question);
}

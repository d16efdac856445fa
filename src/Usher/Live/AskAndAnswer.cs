using System.Collections.Immutable;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>A question of the Q&amp;A. Until it is published only the backstage and its asker see it and its answers.</summary>
/// <param name="Id">As the asker's client named it.</param>
public sealed record Question(
    long Sequence, string Id, ParticipantId By, string Name, string Text, DateTimeOffset At, bool Published, ImmutableList<QuestionAnswer> Answers);

public sealed record QuestionAnswer(ParticipantId By, string Name, string Text, DateTimeOffset At);

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
        return new Answered(question.Id, new(by.Id, by.Name, Text, now), question.Published ? null : question.By)
        {
            Sequence = state.Sequence + 1,
            At = now,
        };
    }
}

/// <summary>Show a question and its answers to everyone.</summary>
/// <param name="Question">Its id.</param>
public sealed record Publish(string Question) : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandleQuestion;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        if (state.FindQuestion(Question) is not { } question) return LiveProblems.UnknownQuestion;
        if (question.Published) return Decision.AlreadyAt(state.Sequence);
        return new Published(question with { Published = true }) { Sequence = state.Sequence + 1, At = now };
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
        (state.FindQuestion(Question) is { } question ? state.With(question with { Answers = question.Answers.Add(Answer) }) : state)
        .Noting(Answer.By, new("", Sequence, At));
}

/// <summary>A question, with its answers so far, became everybody's to see.</summary>
public sealed record Published(Question Question) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) => state.With(Question);
}

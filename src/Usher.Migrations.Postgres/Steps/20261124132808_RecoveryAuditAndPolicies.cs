using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Postgres.Steps
{
    /// <inheritdoc />
    public partial class RecoveryAuditAndPolicies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_audit_lines_at",
                table: "audit_lines");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "cannot_come_at",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "link_fetched_at",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "new_link_asked_at",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "device_requests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    key_thumbprint = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: true),
                    browser = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    system = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    network = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decision = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    decided_by_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_device_requests", x => x.id);
                    table.ForeignKey(
                        name: "fk_device_requests_invitations_invitation_id",
                        column: x => x.invitation_id,
                        principalTable: "invitations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "entry_codes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    browser_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    code_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    network = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entry_codes", x => x.id);
                    table.ForeignKey(
                        name: "fk_entry_codes_invitations_invitation_id",
                        column: x => x.invitation_id,
                        principalTable: "invitations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "groups",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_groups", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "hand_overs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    binding_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    code_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    wrong_codes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hand_overs", x => x.id);
                    table.ForeignKey(
                        name: "fk_hand_overs_invitations_invitation_id",
                        column: x => x.invitation_id,
                        principalTable: "invitations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "setup_links",
                columns: table => new
                {
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_setup_links", x => x.token_hash);
                });

            migrationBuilder.CreateTable(
                name: "group_members",
                columns: table => new
                {
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_members", x => new { x.group_id, x.account_id });
                    table.ForeignKey(
                        name: "fk_group_members_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_group_members_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_at_id",
                table: "audit_lines",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_by_at_id",
                table: "audit_lines",
                columns: new[] { "by", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_from_at_id",
                table: "audit_lines",
                columns: new[] { "from", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_on_at_id",
                table: "audit_lines",
                columns: new[] { "on", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_what_at_id",
                table: "audit_lines",
                columns: new[] { "what", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_device_requests_decided_at_asked_at",
                table: "device_requests",
                columns: new[] { "decided_at", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_device_requests_invitation_id_asked_at",
                table: "device_requests",
                columns: new[] { "invitation_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_entry_codes_invitation_id_sent_at",
                table: "entry_codes",
                columns: new[] { "invitation_id", "sent_at" });

            migrationBuilder.CreateIndex(
                name: "ix_entry_codes_network_sent_at",
                table: "entry_codes",
                columns: new[] { "network", "sent_at" });

            migrationBuilder.CreateIndex(
                name: "ix_group_members_account_id",
                table: "group_members",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_groups_name_key",
                table: "groups",
                column: "name_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_hand_overs_invitation_id_started_at",
                table: "hand_overs",
                columns: new[] { "invitation_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_hand_overs_secret_hash",
                table: "hand_overs",
                column: "secret_hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "device_requests");

            migrationBuilder.DropTable(
                name: "entry_codes");

            migrationBuilder.DropTable(
                name: "group_members");

            migrationBuilder.DropTable(
                name: "hand_overs");

            migrationBuilder.DropTable(
                name: "setup_links");

            migrationBuilder.DropTable(
                name: "groups");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_at_id",
                table: "audit_lines");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_by_at_id",
                table: "audit_lines");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_from_at_id",
                table: "audit_lines");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_on_at_id",
                table: "audit_lines");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_what_at_id",
                table: "audit_lines");

            migrationBuilder.DropColumn(
                name: "cannot_come_at",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "link_fetched_at",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "new_link_asked_at",
                table: "invitations");

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_at",
                table: "audit_lines",
                column: "at");
        }
    }
}
